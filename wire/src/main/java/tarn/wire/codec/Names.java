package tarn.wire.codec;

import java.util.Map;
import tarn.wire.model.ServiceModel.Alias;

/** What members are called in forms and XML: as the SDK says, unless the service's query protocol says otherwise. */
final class Names {

    private final Map<String, Alias> aliases;

    Names(Map<String, Alias> aliases) {
        this.aliases = aliases;
    }

    String answer(Member member) {
        return renamed(member, member.answerName());
    }

    String request(Member member) {
        return renamed(member, member.name());
    }

    private String renamed(Member member, String name) {
        var alias = aliases.isEmpty() ? null : aliases.get(name);
        if (alias == null) {
            return name;
        }
        return alias.name().equals("*") ? elementClass(member) : alias.name();
    }

    String key(Member map) {
        var alias = aliases.get(map.name());
        return alias == null ? map.keyName() : alias.key();
    }

    String value(Member map) {
        var alias = aliases.get(map.name());
        return alias == null ? map.elementName() : alias.value();
    }

    /* SQS calls a batch's entries by their type: SendMessageBatchRequestEntry. */
    private static String elementClass(Member list) {
        var builder = list.element().shape().builder().getClass().getEnclosingClass();
        return builder.getSimpleName();
    }
}
