"""Calls backward into x alone, which spares the parameters, but leaves the last gradient in x.grad.

Diagnosis: x now carries a .grad
Points: 2
"""

def jacobian_trace(scores, x):
    trace = 0
    for j in range(x.shape[1]):
        x.grad = None
        scores[:, j].sum().backward(create_graph=True, inputs=[x])
        trace = trace + x.grad[:, j]
    return trace
