package org.choros.availability;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * An OSGi service by which a bundle declares a group: what is to be kept available then comes with the bundle, and
 * corosync.conf says nothing of it.
 * <p>
 * The group is declared as long as the service is registered in the framework of one of the cluster's nodes, and the
 * same for all: install the bundle on all nodes that have a unit of the group, or at least on one. A service that goes
 * is withdrawn 5 seconds later, and the group is stopped then where no other node's bundles declare it. So a bundle
 * that is updated in place, and declares the same, does not stop it. A framework that ends withdraws nothing: what its
 * node had is taken over by others, as with any group.
 * <p>
 * When it has changed the service registers anew or changes its properties: then it is asked again, and what it says
 * replaces what it has said before. Of several services whose groups have one name the one with the highest ranking
 * counts, then the oldest. A group of corosync.conf goes before one of its name that is declared.
 */
@ConsumerType
@FunctionalInterface
public interface GroupDeclaration {
    /**
     * Is asked when the service is registered and when its properties change, on the thread that does it or another
     * one; not for long. What is thrown is logged by the nodes of the framework, and declares nothing.
     *
     * @return the group
     */
    GroupDefinition group();
}
