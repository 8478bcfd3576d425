"""What the processes of the key tests run; each begins anew, as the job runner of a server that was started again."""

import time
from pathlib import Path
from typing import Any

from fundapp import config, models  # noqa: F401  (the whole schema)
from fundapp.documents import keys
from fundapp.jobs import service as jobs
from fundapp.kernel.db import Database


def reseal(url: str, data: Path, key_file: Path, job_id: int) -> None:
    """Run the job in small batches with a breath after each, so that it can be killed between many of them, also on a busy machine."""
    config.use(config.Settings(data=data, database_url=url, key_file=key_file))
    keys.TOGETHER = 3
    progress = jobs.progress

    def breathing(*given: Any, **more: Any) -> None:
        progress(*given, **more)
        time.sleep(0.02)

    jobs.progress = breathing
    jobs.run(Database(url), job_id)
