FROM eclipse-temurin:25-jdk AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends maven \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    scripts/mvn -q -Dquick -Dmaven.test.skip=true -pl server package \
 && mkdir -p /package/app /package/scripts \
 && cp switchboard LICENSE /package/ \
 && cp scripts/find-jdk scripts/make-aot /package/scripts/ \
 && cp -R server/target/switchboard.jar server/target/classpath.sha256 server/target/lib /package/app/

FROM eclipse-temurin:25-jre
# What the agents' tools call.
RUN apt-get update \
 && apt-get install -y --no-install-recommends bash git ripgrep util-linux \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --create-home --home-dir /data switchboard
COPY --from=build /package /opt/switchboard
# The cache of classes belongs to this very Java, so it is made here.
RUN /opt/switchboard/scripts/make-aot /opt/switchboard/switchboard

ENV LANG=C.UTF-8
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 9000 9001 2026 18789
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s --start-interval=1s \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/9000 && printf 'GET /healthz HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]
ENTRYPOINT ["/opt/switchboard/switchboard"]
CMD ["serve", "--host", "0.0.0.0", "--data", "/data"]
