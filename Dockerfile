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
HEALTHCHECK --interval=5s --timeout=10s --start-period=30s --retries=6 CMD ["python", "-S", "-c", "\
import os, socket\n\
asked = socket.create_connection(('127.0.0.1', int(os.environ['ADMIN_PORT'])), 5)\n\
asked.sendall(b'GET /readyz HTTP/1.0\\r\\n\\r\\n')\n\
assert b' 200 ' in asked.recv(64)"]
ENTRYPOINT ["python", "-m"]
