"""A Prefect server, the OpenLineage listener and the two deployments; each is run once. usage: run.py PORT"""

import json
import os
import subprocess
import sys
import time
import urllib.request

from prefect.deployments import run_deployment

port = sys.argv[1]
api = f"http://127.0.0.1:{port}/api"
children: list[subprocess.Popen] = []


def start(*command: str) -> None:
    children.append(subprocess.Popen(command, env=os.environ))


def wait_for(what: str, condition) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            if condition():
                return
        except Exception:
            pass
        time.sleep(0.2)
    sys.exit(f"{what}: not within 120 s")


def deployed(name: str) -> bool:
    return urllib.request.urlopen(f"{api}/deployments/name/{name}/nightly").status == 200


def told(flow: str) -> bool:
    """Whether Tidemark knows that a flow has failed."""
    runs = urllib.request.urlopen(f"{os.environ['OPENLINEAGE_URL']}/api/v1/runs?namespace=prefect&state=FAIL")
    return any(item["job"]["name"] == flow for item in json.load(runs)["items"])


def run(name: str) -> None:
    run = run_deployment(f"{name}/nightly", timeout=120, poll_interval=0.5)
    print(name, run.state.type.value)


try:
    start("prefect", "server", "start", "--host", "127.0.0.1", "--port", port)
    wait_for("the server", lambda: urllib.request.urlopen(f"{api}/health").status == 200)
    start(sys.executable, "-m", "openlineage_prefect.prefect_adapter.listener")
    start(sys.executable, "flows.py")
    wait_for("the deployments", lambda: all(deployed(name) for name in ("orders", "refunds")))
    run("orders")
    run("refunds")
    # The listener has no end of its own: it has told all when Tidemark has the last flow's.
    wait_for("the last event", lambda: told("refunds"))
finally:
    for child in reversed(children):
        child.terminate()
    for child in children:
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            # What is served asks the server, which has ended, to pause its schedules.
            child.kill()
