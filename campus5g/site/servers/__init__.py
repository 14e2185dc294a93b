"""People's own servers: their folder, JupyterLab's settings and extensions, how a module opens."""
