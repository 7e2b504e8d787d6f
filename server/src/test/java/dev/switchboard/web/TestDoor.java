package dev.switchboard.web;

import java.util.List;
import java.util.function.Consumer;

/** A door whose routes a test says. It renders refusals as {@code {"door","refused"}}, so that its hand can be told. */
record TestDoor(String name, List<String> prefixes, Consumer<Routes> routes) implements Door {

    @Override
    public void mount(Routes routes) {
        this.routes.accept(routes);
    }

    @Override
    public Answer render(Refusal refusal) {
        return Answer.json(
                ProblemJson.status(refusal),
                "{\"door\":\"" + name + "\",\"refused\":\"" + ProblemJson.code(refusal) + "\",\"detail\":\""
                        + ProblemJson.detail(refusal).replace("\"", "'") + "\"}");
    }
}
