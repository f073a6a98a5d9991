/** The container, its threads and files around the state machine. */
package org.choros.configadmin.service;
