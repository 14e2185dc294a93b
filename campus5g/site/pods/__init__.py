"""Servers in Kubernetes: a pod for each person's, started by KubeSpawner.

The Hub is that of Zero to JupyterHub (`deploy/values-jupyterhub.yaml`); portal and workers are
those of the chart in `deploy/chart`.
"""
