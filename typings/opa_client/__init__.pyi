# What of opa-python-client we use.

from .opa import OpaClient as OpaClient
