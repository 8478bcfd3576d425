"""What the processes of the key tests run; each begins anew, as the job runner of a server that was started again."""

from pathlib import Path

from fundapp import config, models  # noqa: F401  (the whole schema)
from fundapp.documents import keys
from fundapp.jobs import service as jobs
from fundapp.kernel.db import Database


def reseal(url: str, data: Path, key_file: Path, job_id: int) -> None:
    """Run the job in small batches, so that it can be killed between many of them."""
    config.use(config.Settings(data=data, database_url=url, key_file=key_file))
    keys.TOGETHER = 3
    jobs.run(Database(url), job_id)
