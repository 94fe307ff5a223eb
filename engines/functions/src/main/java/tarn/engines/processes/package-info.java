/**
 * The engine of functions: each environment is a process of the real language runtime under the Lambda Runtime API.
 *
 * <p>Where the operating system allows it (as root, or with user namespaces) a process has a root of its own with its
 * code, its layers and a scratch folder of its size, a user of its own, process and mount namespaces, and a control group
 * for memory and number of processes; {@link tarn.engines.processes.Isolation} says how much of that there is. Where it
 * differs from AWS: functions share the machine's network, an environment is not frozen between two events, and the
 * share of processors does not grow with the memory.
 */
@NullMarked
package tarn.engines.processes;

import org.jspecify.annotations.NullMarked;
