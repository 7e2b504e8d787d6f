package dev.switchboard.agent.tool;

import dev.switchboard.agent.model.ToolCall;
import dev.switchboard.agent.model.ToolSpec;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.time.Ids;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tools that an agent may call, in the order in which they are offered. It stands between what a model writes and what a tool
 * takes: whatever a call holds, there is a plan for it. Immutable; any thread may use it.
 */
public final class ToolBox {
    private static final Logger LOG = LoggerFactory.getLogger(ToolBox.class);
    private static final int MAX_NAME = 100;

    private final Map<String, Offer> offers;
    private final Ids ids;

    public ToolBox(List<? extends Tool> tools, Ids ids) {
        this(ids, new LinkedHashMap<>());
        tools.forEach(this::put);
    }

    private ToolBox(Ids ids, Map<String, Offer> offers) {
        this.ids = ids;
        this.offers = offers;
    }

    /** Those of the tools that have these names, in the order of the names. Names that are not here are left out. */
    public ToolBox only(Collection<String> names) {
        Map<String, Offer> some = new LinkedHashMap<>();
        for (String name : names) {
            Offer offer = offers.get(name);
            if (offer != null) {
                some.put(name, offer);
            }
        }
        return new ToolBox(ids, some);
    }

    /** These tools and one more; it takes the place of one with the same name. */
    public ToolBox with(Tool tool) {
        ToolBox more = new ToolBox(ids, new LinkedHashMap<>(offers));
        more.put(tool);
        return more;
    }

    public Set<String> names() {
        return Set.copyOf(offers.keySet());
    }

    public List<ToolSpec> specs() {
        return offers.values().stream().map(offer -> offer.tool.spec()).toList();
    }

    /** Compiles what the first call of each tool would have to compile otherwise. Takes a while. */
    public void compile() {
        offers.values().forEach(offer -> offer.arguments.compile());
    }

    /**
     * Decides what a call comes to. Bad input and a failing tool are answers, not exceptions; so are unexpected failures of the effect,
     * which are logged once under the incident that the answer names.
     *
     * @throws ProblemException from the plan or its effect, when the host of the agent fails: that says nothing about the tool
     */
    public Plan plan(ToolCall call, ToolContext context) {
        Offer offer = offers.get(call.name());
        if (offer == null) {
            String name = call.name().length() > MAX_NAME ? call.name().substring(0, MAX_NAME) + "..." : call.name();
            return new Plan.Answered(ToolResult.error(
                    "There is no tool `" + name + "` (expected: one of " + String.join(", ", offers.keySet()) + ").",
                    "Tool `" + name + "` not found"));
        }
        try {
            ObjectNode arguments = offer.arguments.read(call.arguments());
            return guarded(call, offer.tool.plan(arguments, context));
        } catch (Refused refused) {
            return new Plan.Answered(refused.result());
        } catch (ProblemException e) {
            throw e;
        } catch (RuntimeException e) {
            return new Plan.Answered(broken(call, e));
        }
    }

    private Plan guarded(ToolCall call, Plan plan) {
        return switch (plan) {
            case Plan.Answered answered -> answered;
            case Plan.Act act -> new Plan.Act(act.approval(), () -> perform(call, act.effect()));
        };
    }

    private ToolResult perform(ToolCall call, Plan.Effect effect) throws InterruptedException {
        try {
            return effect.perform();
        } catch (Refused refused) {
            return refused.result();
        } catch (ProblemException e) {
            throw e;
        } catch (RuntimeException e) {
            return broken(call, e);
        }
    }

    private ToolResult broken(ToolCall call, RuntimeException e) {
        String incident = ids.uuid();
        LOG.error("a tool failed: tool={} call={} incident={}", call.name(), call.id(), incident, e);
        return ToolResult.error(
                "Error running tool: an internal failure (incident " + incident
                        + "). The tool is probably broken; try another way instead of calling it again.",
                "Tool runtime error");
    }

    private void put(Tool tool) {
        ToolSpec spec = tool.spec();
        offers.put(spec.name(), new Offer(tool, new Arguments(spec.parameters())));
    }

    private record Offer(Tool tool, Arguments arguments) {}
}
