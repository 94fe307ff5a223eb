package tarn.services.s3;

import static tarn.services.s3.S3Faults.fault;

import java.util.Optional;
import tarn.access.AccessPoint;
import tarn.access.AccessPoints;
import tarn.web.OtherNames;

/** The names of access points, which stand for their buckets. */
record PointNames(AccessPoints points) implements OtherNames {

    @Override
    public Optional<String> bucket(String name, String region, boolean enforced) {
        var point = points.named(name, region);
        if (enforced && point.isPresent() && point.get().policy() != null) {
            throw fault(
                    501,
                    "NotImplemented",
                    "Tarn does not evaluate the policies of access points: with policies enforced, remove that of "
                            + point.get().arn() + " or ask the bucket itself.");
        }
        return point.map(AccessPoint::bucket);
    }
}
