"""Where the parsing runs: in this process, or in a pool of others. A cluster would be a third `Executor`."""

from etl_project.execution.in_process import InProcess
from etl_project.execution.model import ExecutionError, Executor, Lost
from etl_project.execution.process_pool import ProcessPool

__all__ = ["ExecutionError", "Executor", "InProcess", "Lost", "ProcessPool"]
