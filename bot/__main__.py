"""``python -m bot``, which is the same as ``genart-bot``."""

from bot.cli import main

if __name__ == "__main__":
    main()
