package tarn.services.s3;

import java.util.List;
import software.amazon.awssdk.services.s3.model.LifecycleRule;

/**
 * A bucket's life cycle as it is kept.
 *
 * @param rules each with an id
 * @param minimumSize which objects are too small for a transition, as AWS names it
 */
record Lifecycle(List<LifecycleRule> rules, String minimumSize) {}
