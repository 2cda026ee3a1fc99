"""What a crawl still gets wrong on the web, each in its smallest form."""

import signal
import subprocess
import time

from tests.crawling import ROOT, command, publish, write_sources
from tests.hostileweb import serving


def test_ctrl_c_sends_nothing_more_to_a_host_that_asked_for_a_pause(tmp_path):
    with serving("127.0.3.1") as (paper,):
        publish(paper, "ferry", rules="Crawl-delay: 6\nAllow: /")
        write_sources(tmp_path / "sources.toml", {"paper": paper})
        with subprocess.Popen(command(tmp_path), cwd=ROOT, stderr=subprocess.PIPE) as process:
            while len(paper.asked) < 2:
                time.sleep(0.05)
            time.sleep(1)  # the third waits for its turn
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
        assert process.returncode == 130
        assert len(paper.asked) == 2
