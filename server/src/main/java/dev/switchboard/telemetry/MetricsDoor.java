package dev.switchboard.telemetry;

import dev.switchboard.web.Answer;
import dev.switchboard.web.Door;
import dev.switchboard.web.Exchange.Header;
import dev.switchboard.web.ProblemJson;
import dev.switchboard.web.Refusal;
import dev.switchboard.web.Routes;
import java.util.List;

/** {@code GET /metrics}: open where no token is demanded, else for the operator. */
public final class MetricsDoor implements Door {
    private final Metrics metrics;

    public MetricsDoor(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public String name() {
        return "metrics";
    }

    @Override
    public List<String> prefixes() {
        return List.of("/metrics");
    }

    @Override
    public void mount(Routes routes) {
        routes.on(
                "GET",
                "/metrics",
                Routes.Access.OPERATOR,
                exchange -> exchange.answer(
                        new Answer(200, List.of(new Header("Content-Type", Metrics.CONTENT_TYPE)), metrics.text())));
    }

    @Override
    public Answer render(Refusal refusal) {
        return ProblemJson.render(refusal);
    }
}
