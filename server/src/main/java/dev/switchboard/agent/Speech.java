package dev.switchboard.agent;

import dev.switchboard.agent.model.ModelListener;
import dev.switchboard.agent.model.ToolCall;
import dev.switchboard.signals.ItemKind;
import dev.switchboard.signals.OpenItem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model says in one attempt, shown while it is said. Thoughts and words become an item each, and a new one whenever something
 * else came between; each call's arguments become one. Nothing of it is logged before the attempt has succeeded, so what a failed one
 * has shown can be discarded by its ids.
 *
 * <p>The thread that hears the model calls the listener's methods; the thread that works calls the others, after the model call.
 */
final class Speech implements ModelListener, AutoCloseable {
    /** Of thoughts and words. After so many changes between the two, what follows is joined to the last item of its kind. */
    static final int MAX_ITEMS = 1000;

    /** Calls beyond these are not shown while they are written. */
    private static final int MAX_SHOWN_CALLS = 128;

    private static final int MAX_NAME = 256;

    private final AgentHost host;
    private final CallIds ids;
    private final List<Item> items = new ArrayList<>();
    private final List<Announced> announced = new ArrayList<>();
    private final Map<String, OpenItem> arguments = new HashMap<>();
    private List<OpenItem> open = new ArrayList<>();
    private @Nullable Item current;

    Speech(AgentHost host, CallIds ids) {
        this.host = host;
        this.ids = ids;
    }

    @Override
    public void think(String fragment) {
        say(ItemKind.THINK, fragment);
    }

    @Override
    public void text(String fragment) {
        say(ItemKind.TEXT, fragment);
    }

    @Override
    public void toolCall(String id, String name) {
        current = null;
        Announced call = new Announced(id, ids.take(id));
        announced.add(call);
        arguments.remove(id);
        if (announced.size() <= MAX_SHOWN_CALLS) {
            arguments.put(id, open(call.id, ItemKind.TOOL_ARGUMENTS));
        }
    }

    @Override
    public void toolArguments(String id, String fragment) {
        OpenItem item = arguments.get(id);
        if (item != null) {
            item.append(fragment);
        }
    }

    /** The thoughts and words, whole and in order; blank words are left out. */
    List<AgentEvent> told() {
        List<AgentEvent> told = new ArrayList<>();
        for (Item item : items) {
            String text = item.text.toString();
            if (item.kind == ItemKind.THINK) {
                told.add(new AgentEvent.Thought(item.id, text));
            } else if (!text.isBlank()) {
                told.add(new AgentEvent.Said(item.id, text.strip()));
            }
        }
        return told;
    }

    /** The calls of the reply under the ids under which they were shown. */
    List<ToolCall> identified(List<ToolCall> calls) {
        List<Announced> left = new ArrayList<>(announced);
        List<ToolCall> identified = new ArrayList<>();
        for (ToolCall call : calls) {
            String id = left.stream()
                    .filter(each -> each.proposed.equals(call.id()))
                    .findFirst()
                    .map(each -> {
                        left.remove(each);
                        return each.id;
                    })
                    .orElseGet(() -> ids.take(call.id()));
            identified.add(new ToolCall(id, Excerpt.of(call.name(), MAX_NAME), call.arguments()));
        }
        return identified;
    }

    /** The ids of everything that was shown. */
    List<String> shown() {
        List<String> shown = new ArrayList<>();
        items.forEach(item -> shown.add(item.id));
        announced.stream().limit(MAX_SHOWN_CALLS).forEach(call -> shown.add(call.id));
        return shown;
    }

    /** Hands over the items that are open, to be closed by the caller. */
    List<OpenItem> end() {
        List<OpenItem> ended = open;
        open = new ArrayList<>();
        return ended;
    }

    /** Closes what nobody has taken by {@link #end}. */
    @Override
    public void close() {
        end().forEach(OpenItem::close);
    }

    private void say(ItemKind kind, String fragment) {
        if (fragment.isEmpty()) {
            return;
        }
        Item item = current;
        if (item == null || item.kind != kind) {
            item = next(kind);
            current = item;
        }
        item.text.append(fragment);
        item.shown.append(fragment);
    }

    private Item next(ItemKind kind) {
        if (items.size() >= MAX_ITEMS) {
            for (Item item : items.reversed()) {
                if (item.kind == kind) {
                    return item;
                }
            }
        }
        String id = host.newId();
        Item item = new Item(id, kind, open(id, kind), new StringBuilder());
        items.add(item);
        return item;
    }

    private OpenItem open(String id, ItemKind kind) {
        OpenItem item = host.open(id, kind);
        open.add(item);
        return item;
    }

    private record Item(String id, ItemKind kind, OpenItem shown, StringBuilder text) {}

    /** A call by the provider's id and by ours. */
    private record Announced(String proposed, String id) {}
}
