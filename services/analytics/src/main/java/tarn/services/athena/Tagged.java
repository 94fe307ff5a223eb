package tarn.services.athena;

import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Resources of one kind that can be tagged. */
interface Tagged {

    /** How the names of these resources begin in ARNs, such as {@code workgroup/}. */
    String resource();

    /** The tags of a resource; empty if there is no such resource. */
    Optional<Map<String, String>> tags(String name);

    /** Changes the tags of a resource that exists. */
    void retag(String name, UnaryOperator<Map<String, String>> change);
}
