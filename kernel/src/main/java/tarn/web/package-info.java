/**
 * What the web sees beside AWS's API: of S3's buckets cross-origin rules, websites, access logs; pages; APIs of another
 * make. Services offer it, the gateway asks; it speaks the JDK's types only.
 */
@NullMarked
package tarn.web;

import org.jspecify.annotations.NullMarked;
