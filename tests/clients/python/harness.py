"""Runs the steps of one client's program in order and prints what `cargo xtask test` counts.

The steps share one table, as in a real program, so the first one that fails ends the program: what follows it would only
fail for the same reason.
"""

import os
import sys
import traceback

ENDPOINT = os.environ.get("DYNALAB_ENDPOINT", "http://127.0.0.1:8000")
REGION = "eu-west-1"
# For what a library asks of the environment and not of us.
os.environ.update(AWS_ACCESS_KEY_ID="AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY="secret", AWS_DEFAULT_REGION=REGION)
OPTIONS = {
    "endpoint_url": ENDPOINT,
    "region_name": REGION,
    "aws_access_key_id": "AKIDEXAMPLE",
    "aws_secret_access_key": "secret",
}


def program(client, steps):
    """Runs `steps`, functions whose docstring is their name."""
    passed = 0
    for step in steps:
        name = f"{client}: {step.__doc__}"
        try:
            step()
        except Exception:
            print(f"not ok {name}", flush=True)
            traceback.print_exc()
            break
        passed += 1
        print(f"ok {name}", flush=True)
    failed = 0 if passed == len(steps) else 1
    print(f"test result: {'FAILED' if failed else 'ok'}. {passed} passed; {failed} failed")
    sys.exit(failed)
