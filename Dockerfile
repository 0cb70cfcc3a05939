# The program alone: the database is a service beside it (docker-compose.yml).
FROM rust:1.95-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends libpq-dev && rm -rf /var/lib/apt/lists/*
# the image's own toolchain is the pinned one; without this rustup would fetch rustfmt and clippy too
ENV RUSTUP_TOOLCHAIN=1.95.0
WORKDIR /src
COPY . .
RUN cargo build --locked --release --bin bontang-pmi

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends libpq5 && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home bontang \
    && install -d -o bontang -m 700 /var/lib/bontang-pmi
COPY --from=build /src/target/release/bontang-pmi /usr/local/bin/
COPY data /usr/share/bontang-pmi/data
ENV BIND=0.0.0.0:8080 DATA_DIR=/usr/share/bontang-pmi/data VAR_DIR=/var/lib/bontang-pmi
USER bontang
VOLUME /var/lib/bontang-pmi
EXPOSE 8080
# SIGTERM, which docker stop sends, lets it answer what it has taken
ENTRYPOINT ["bontang-pmi"]
CMD ["serve"]
