package dev.switchboard.doors.gateway.methods;

import dev.switchboard.agent.model.ModelChoice;
import dev.switchboard.agent.model.ModelConfigException;
import dev.switchboard.agent.model.Models;
import dev.switchboard.wire.gateway.GatewayJson;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The configured models as the protocol tells of them. */
final class ModelFacts {
    private static final Logger LOG = LoggerFactory.getLogger(ModelFacts.class);

    private final List<Models.Listed> models;

    ModelFacts(Models models) {
        this.models = listed(models);
    }

    /** What answers where nobody names a model. */
    ObjectNode defaults() {
        ObjectNode json = GatewayJson.object();
        models.stream()
                .filter(Models.Listed::isDefault)
                .findFirst()
                .ifPresent(model ->
                        json.put("modelProvider", word(model.provider())).put("model", model.model()));
        return json;
    }

    /** One row for each. */
    ArrayNode rows() {
        ArrayNode rows = GatewayJson.array();
        for (Models.Listed model : models) {
            rows.addObject()
                    .put("id", model.alias())
                    .put("name", model.model())
                    .put("provider", word(model.provider()))
                    .put("reasoning", model.capabilities().contains(ModelChoice.Capability.THINKING));
        }
        return rows;
    }

    private static List<Models.Listed> listed(Models models) {
        try {
            return models.list();
        } catch (ModelConfigException e) {
            LOG.warn("models cannot be listed: {}", e.getMessage());
            return List.of();
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
