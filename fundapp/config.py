"""Settings: where the data lies, which database, which keys. Read once at start, from the environment and the data folder."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fundapp.kernel import crypto
from fundapp.kernel.key_file import KeyFile


@dataclass(frozen=True)
class Settings:
    """What one installation is run with."""

    data: Path
    database_url: str
    key_file: Path
    secure_cookies: bool = False
    trusted_proxy: str | None = None
    run_jobs_at_once: bool = False
    # What printed papers lead to, without the slash at its end; people outside must be able to open it.
    public_url: str = "http://127.0.0.1:8000"


_current: Settings | None = None
_keys: KeyFile | None = None


def current() -> Settings:
    """Give the settings of this process; `use` has set them at start."""
    if _current is None:
        raise RuntimeError("no settings: call config.use() at start")
    return _current


def keys() -> KeyFile:
    """Give the file of keys of this process."""
    if _keys is None:
        raise RuntimeError("no settings: call config.use() at start")
    return _keys


def use(settings: Settings) -> Settings:
    """Set the settings of this process, make its data folder and open its key ring."""
    global _current, _keys
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    _keys = KeyFile(settings.key_file)
    crypto.use(_keys.ring)
    _current = settings
    return settings


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment: FUNDAPP_DATA, DATABASE_URL, FUNDAPP_SECRET, FUNDAPP_SECURE, FUNDAPP_PROXY, FUNDAPP_PUBLIC_URL."""
    given = os.environ if environment is None else environment
    data = Path(given.get("FUNDAPP_DATA", "instance")).resolve()
    return Settings(
        data=data,
        database_url=given.get("DATABASE_URL") or f"sqlite:///{data / 'fundapp.sqlite'}",
        key_file=Path(given.get("FUNDAPP_SECRET") or data / "fundapp.key"),
        secure_cookies=given.get("FUNDAPP_SECURE", "") == "1",
        trusted_proxy=given.get("FUNDAPP_PROXY") or None,
        public_url=(given.get("FUNDAPP_PUBLIC_URL") or f"http://127.0.0.1:{given.get('PORT') or 8000}").rstrip("/"),
    )



def environment(settings: Settings) -> dict[str, str]:
    """Write settings as the environment from which `load` reads the same ones: how a process of ours is told where it works."""
    return {
        "FUNDAPP_DATA": str(settings.data), "DATABASE_URL": settings.database_url, "FUNDAPP_SECRET": str(settings.key_file),
        "FUNDAPP_SECURE": "1" if settings.secure_cookies else "", "FUNDAPP_PROXY": settings.trusted_proxy or "", "FUNDAPP_PUBLIC_URL": settings.public_url,
    }
