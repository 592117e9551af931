"""``python -m lineage``."""

from lineage.cli.main import run

if __name__ == "__main__":
    run()
