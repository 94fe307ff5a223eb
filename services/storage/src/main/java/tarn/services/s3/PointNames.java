package tarn.services.s3;

import static tarn.services.s3.S3Faults.accessDenied;

import java.util.Optional;
import tarn.access.AccessPoints;
import tarn.web.OtherNames;

/** The names of access points, which stand for their buckets. One of a VPC is reached by nobody: no request comes from one. */
record PointNames(AccessPoints points) implements OtherNames {

    @Override
    public Optional<Meant> meant(String name, String region) {
        return points.named(name, region).map(point -> {
            if (point.vpc() != null) {
                throw accessDenied();
            }
            return new Meant(point.bucket(), point.arn());
        });
    }
}
