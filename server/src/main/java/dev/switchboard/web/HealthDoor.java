package dev.switchboard.web;

import dev.switchboard.web.Routes.Access;
import java.util.List;
import java.util.function.BooleanSupplier;

/** {@code GET /healthz}: the process answers. {@code GET /readyz}: it takes work; 503 while it starts or drains. Open to anybody. */
public final class HealthDoor implements Door {
    private final BooleanSupplier ready;

    /** @param ready asked for each request, on any thread; draining need not be in it */
    public HealthDoor(BooleanSupplier ready) {
        this.ready = ready;
    }

    @Override
    public String name() {
        return "health";
    }

    @Override
    public List<String> prefixes() {
        return List.of("/healthz", "/readyz");
    }

    @Override
    public void mount(Routes routes) {
        routes.on("GET", "/healthz", Access.OPEN, exchange -> exchange.answer(Answer.json(200, "{\"status\":\"ok\"}")));
        routes.on("GET", "/readyz", Access.OPEN, exchange -> exchange.answer(readiness(exchange)));
    }

    @Override
    public Answer render(Refusal refusal) {
        return ProblemJson.render(refusal);
    }

    private Answer readiness(Exchange exchange) {
        if (exchange.draining()) {
            return Answer.json(503, "{\"status\":\"draining\"}");
        }
        return ready.getAsBoolean()
                ? Answer.json(200, "{\"status\":\"ready\"}")
                : Answer.json(503, "{\"status\":\"not ready\"}");
    }
}
