package dev.switchboard.wire.runs;

import java.util.List;

/** A configured model. */
public record ModelDocument(String alias, String provider, String model, List<String> capabilities, boolean isDefault) {
    public ModelDocument {
        capabilities = List.copyOf(capabilities);
    }

    public static ModelDocument read(JsonMembers members) {
        String alias = "";
        String provider = "";
        String model = "";
        List<String> capabilities = List.of();
        boolean isDefault = false;
        while (members.next()) {
            switch (members.name()) {
                case "alias" -> alias = members.text();
                case "provider" -> provider = members.text();
                case "model" -> model = members.text();
                case "capabilities" -> capabilities = members.scalars();
                case "default" -> isDefault = members.flag();
                default -> {}
            }
        }
        return new ModelDocument(alias, provider, model, capabilities, isDefault);
    }
}
