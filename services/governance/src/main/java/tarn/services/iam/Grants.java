package tarn.services.iam;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The policies of a user, group or role.
 *
 * @param attached the ARNs of managed policies, in the order they were attached
 * @param inline the documents of inline policies, by name
 */
record Grants(List<String> attached, Map<String, String> inline) {

    static final Grants NONE = new Grants(List.of(), Map.of());

    /** These and one more managed policy. */
    Grants attach(String policyArn) {
        if (attached.contains(policyArn)) {
            return this;
        }
        var next = new ArrayList<>(attached);
        next.add(policyArn);
        return new Grants(List.copyOf(next), inline);
    }

    /** These without a managed policy. */
    Grants detach(String policyArn) {
        return new Grants(
                attached.stream().filter(arn -> !arn.equals(policyArn)).toList(), inline);
    }

    /** These with an inline policy, new or replaced. */
    Grants put(String name, String document) {
        var next = new TreeMap<>(inline);
        next.put(name, document);
        return new Grants(attached, next);
    }

    /** These without an inline policy. */
    Grants remove(String name) {
        var next = new TreeMap<>(inline);
        next.remove(name);
        return new Grants(attached, next);
    }
}
