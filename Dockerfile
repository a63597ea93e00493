# Treapta in a container. Build: docker build -t treapta .

FROM node:22-bookworm-slim AS assets
WORKDIR /build/lms/web/assets
COPY lms/web/assets/package.json lms/web/assets/package-lock.json lms/web/assets/.npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY lms/web/assets/ ./
RUN node build.mjs

FROM python:3.11-slim-bookworm AS libraries
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/treapta
WORKDIR /srv/treapta
COPY requirements/base.lock requirements/base.lock
RUN /opt/treapta/bin/python -m pip install --no-deps --only-binary :all: --require-hashes \
    -r requirements/base.lock
COPY . .
RUN /opt/treapta/bin/python -m pip install --no-deps --no-build-isolation --editable . \
    && /opt/treapta/bin/python -m lms.translate compile \
    && /opt/treapta/bin/python -m compileall -q lms courses badges credit_engine
COPY --from=assets /build/lms/web/static/vendor lms/web/static/vendor

FROM python:3.11-slim-bookworm
RUN groupadd --system --gid 10001 treapta \
    && useradd --system --uid 10001 --gid treapta --home-dir /var/lib/treapta --create-home treapta
COPY --from=libraries /opt/treapta /opt/treapta
COPY --from=libraries /srv/treapta /srv/treapta
WORKDIR /srv/treapta
ENV PATH="/opt/treapta/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    TREAPTA_BIND=0.0.0.0:8000 \
    TREAPTA_DATA_DIR=/var/lib/treapta \
    TREAPTA_DATABASE_URL=sqlite:////var/lib/treapta/treapta.sqlite3
USER treapta
VOLUME ["/var/lib/treapta"]
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
ENTRYPOINT ["treapta"]
CMD ["up"]
