"""A thread changes the results after they were returned.

Status: graded
"""

import threading
import time

results = []


def change():
    while True:
        for result in results:
            result.zero_()
        time.sleep(0.001)


threading.Thread(target=change, daemon=True).start()


def score_gaussian_1d(x, mu=0.0, sigma=1.0):
    results.append(x.clone())
    return results[-1]
