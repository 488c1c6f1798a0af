# One image for every role: the command says which. Written for the classic builder too.
FROM python:3.13-slim AS packages
RUN python -m venv /venv
COPY requirements.lock .
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check --quiet --require-hashes -r requirements.lock

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
# A volume that is new and empty takes its owner from here.
RUN useradd --system --uid 10001 --no-create-home mmp \
 && mkdir -p /keys /backups \
 && for part in identity certification notifications operator mongo rabbitmq balancer; do mkdir -p /keys-of/$part; done \
 && chown -R mmp /keys /keys-of /backups
COPY --from=packages /venv /venv
COPY chassis /app/chassis
COPY contracts /app/contracts
COPY devstack /app/devstack
COPY gateway /app/gateway
COPY services /app/services
RUN python -m compileall -q /app
WORKDIR /app
USER mmp
# Every process tells on its admin port whether it can work. One-shots end before this is asked.
HEALTHCHECK --interval=5s --timeout=4s --start-period=20s --retries=6 CMD ["python", "-c", \
 "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"ADMIN_PORT\"]}/readyz', timeout=3)"]
ENTRYPOINT ["python", "-m"]
