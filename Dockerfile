# Affetto in a container: docker build -t affetto . && docker run --rm -v "$PWD/out:/out" affetto generate --emotion happy --out /out/happy
FROM debian:12
WORKDIR /affetto
COPY tools/install-dependencies tools/
RUN tools/install-dependencies && rm -rf /var/lib/apt/lists/*
COPY . .
RUN cmake --preset release && cmake --build --preset release --target affetto
ENTRYPOINT ["/affetto/build/release/bin/affetto"]
CMD ["--help"]
