# syntax=docker/dockerfile:1

FROM python:3.13-slim AS build
WORKDIR /src
RUN python -m venv /opt/genart
ENV PATH=/opt/genart/bin:$PATH
# What changes rarely comes first, so that a new version of the bot reuses this layer.
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE pallets.json ./
COPY bot bot
COPY cogs cogs
RUN pip install --no-cache-dir --no-deps .

FROM python:3.13-slim
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin genart \
 && install -d -o genart -g genart /data
COPY --from=build /opt/genart /opt/genart
# Nothing is written but /data, so the root file system may be read-only. What a picture took is to be given
# back at once: otherwise the C library keeps it, in pieces (docs/reliability.md).
ENV PATH=/opt/genart/bin:$PATH \
    HEALTH_PORT=8080 \
    PERSISTENT_STORAGE_DIR=/data \
    MALLOC_MMAP_THRESHOLD_=131072 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
WORKDIR /data
VOLUME /data
USER 10001:10001
# The first check may take a while: it starts Python, next to a bot that may be busy.
HEALTHCHECK --interval=30s --timeout=20s --start-period=60s --retries=3 CMD ["genart-bot", "health"]
ENTRYPOINT ["genart-bot"]
CMD ["run"]
