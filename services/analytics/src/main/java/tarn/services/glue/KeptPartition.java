package tarn.services.glue;

import software.amazon.awssdk.services.glue.model.Partition;

/** A partition as it is kept. */
record KeptPartition(Partition partition) {}
