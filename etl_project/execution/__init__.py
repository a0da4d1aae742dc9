"""Where the parsing runs: in this process, in a pool of others, or on a cluster of machines."""

from etl_project.execution.in_process import InProcess
from etl_project.execution.model import ClusterError, ExecutionError, Executor, Lost
from etl_project.execution.process_pool import ProcessPool
from etl_project.execution.ray_cluster import RayCluster

__all__ = ["ClusterError", "ExecutionError", "Executor", "InProcess", "Lost", "ProcessPool", "RayCluster"]
