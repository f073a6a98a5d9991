# Runs the commands of the availability manager, and ends them when the node has gone. Not a command: the node starts it,
# with a folder for sockets, a file to lock, and whether it may make cgroups (yes, no), and talks to it. Fields are separated by blanks, %XX is a byte, % nothing.
#
# standard input, from the node:
#   run JOB USER DIRECTORY OUTPUT BEAT_US ENVIRONMENT... -- WORDS...
#   kill JOB TERM|KILL       all of its processes, also when the command has ended
#   will KEY STOP_MS USER DIRECTORY OUTPUT ENVIRONMENT... -- WORDS...   to be run when the node has gone
#   forget KEY
#   adopt JOB PID            of a keeper that has died: ended by force
#   end STOP_MS              the node ends in order: processes get so long before they are ended by force
# standard output, to the node:
#   ready CGROUP WHY         nothing is left of an earlier node; the cgroup of all jobs, or why there is none
#   started JOB PID          then    ended JOB exit|signal|fault HOW    then    gone JOB: nothing of it is left
#   beat JOB ready|alive|failed
# standard error: lines for the node's log, JOB TEXT; JOB is 0 for our own.
#
# The kernel closes the node's end of the pipe when its process is gone, however it went. Then all jobs are killed, and
# what their commands have left behind is taken back by their wills. We hold the lock as long as anything may be left.
#
# We are the parent of all commands, and of what they leave when they go, so no process of theirs is missed: a group's
# number is not given to others before we have reaped the last of it.
use strict;
use warnings;
use Errno qw(EAGAIN EINTR ENOENT ESRCH);
use Fcntl qw(:DEFAULT :flock :seek);
use POSIX ();
use Socket;

use constant {
    CHUNK => 65536,
    LINE_MAX => 1000,
    FILE_MAX => 10 * 1024 * 1024,
    FILES => 5,
    BYTES_PER_S => 1024 * 1024,
    LINES_PER_S => 20,
    BURST_S => 10,
    BEAT_STEP_S => 0.1,
    TICK_S => 0.05,
    SLOW_TICK_S => 1,
    CLEAN_STEP_S => 0.02,
    BLANK_S => 1,
    PIPE_SIZE => 1024 * 1024,
    F_SETPIPE_SZ => 1031,
    PATHS => '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
};
# system calls that Perl does not know; without them all of this works, a little later
use constant { PR_SET_PDEATHSIG => 1, PR_SET_CHILD_SUBREAPER => 36, SFD_FLAGS => 02004000, SIGSET_BYTES => 8 };
my %calls = (x86_64 => [157, 289], aarch64 => [167, 74]);
my ($prctl, $signalfd) = @{ $calls{ (POSIX::uname())[4] } // [] };

my ($folder, $lockfile, $may) = @ARGV;
my $keeper = $$;
my (%jobs, %wills, %leaders, %writers);
# children whose environment cannot be seen, and since when
my %blank;
my ($cgroups, $nocgroup);
my ($in, $out, $wills, $waits) = ('', '', 0, 0);
my ($lock, $deaths);

$0 = 'choros-keeper';
# Ctrl-C in a terminal and the end of a service are for the node; we end with it.
$SIG{$_} = 'IGNORE' for qw(HUP INT TERM QUIT PIPE USR1 USR2);
chdir '/';
umask 022;

my $ticks_per_s = POSIX::sysconf(POSIX::_SC_CLK_TCK());

# Seconds by a clock that nobody sets.
sub now { return (POSIX::times())[0] / $ticks_per_s; }

sub decode {
    my ($field) = @_;
    return '' if $field eq '%';
    $field =~ s/%([0-9A-F]{2})/chr hex $1/ge;
    return $field;
}

sub encode {
    my ($text) = @_;
    $text =~ s/([^A-Za-z0-9_.,:;()\/=@+"'-])/sprintf '%%%02X', ord $1/ge;
    return $text eq '' ? '%' : $text;
}

sub slurp {
    my ($file) = @_;
    open my $from, '<', $file or return '';
    local $/;
    my $text = <$from>;
    close $from;
    return $text // '';
}

sub spit {
    my ($file, $text) = @_;
    sysopen my $to, $file, O_WRONLY or return 0;
    my $n = syswrite $to, $text;
    close $to;
    return defined $n;
}

# --- to the node

# Events are few for a job, and wait here while the node does not read.
sub flush_events {
    while ($out ne '') {
        my $n = syswrite STDOUT, $out;
        last unless defined $n;
        substr $out, 0, $n, '';
    }
}

sub event {
    $out .= join(' ', @_) . "\n";
    flush_events();
}

sub complain {
    my ($text) = @_;
    syswrite STDERR, '0 ' . encode(substr $text, 0, LINE_MAX) . "\n";
}

# While nothing is ours yet: a node that has gone meanwhile waits for nothing.
sub pause {
    complain('what an earlier process of this node ran is still being ended') unless $waits++;
    my $bits = '';
    vec($bits, 0, 1) = 1;
    if (select $bits, undef, undef, CLEAN_STEP_S) {
        my $n = sysread STDIN, $in, CHUNK, length $in;
        exit 0 if defined $n && $n == 0;
    }
}

# --- cgroups

sub find_cgroup {
    my ($path) = slurp('/proc/self/cgroup') =~ /^0::(.*)$/m;
    my ($mount) = slurp('/proc/self/mounts') =~ /^\S+ (\S+) cgroup2 /m;
    return (undef, 'there is no cgroup v2') unless defined $path && defined $mount;
    return (undef, 'none are wanted') if $may ne 'yes';
    my $base = $mount . ($path eq '/' ? '' : $path);
    my ($space) = (readlink('/proc/self/ns/pid') // '') =~ /(\d+)/;
    my $name = 'choros-jobs.' . ($space // 0);
    # what a keeper that was killed with its node has left
    for my $old (glob "$base/$name.*") {
        my ($pid) = $old =~ /\.(\d+)$/ or next;
        next if kill(0, $pid) && slurp("/proc/$pid/cmdline") =~ /^choros-keeper/;
        while (is_populated($old)) {
            kill_cgroup($old);
            pause();
        }
        remove_cgroup($old);
    }
    my $own = "$base/$name.$$";
    mkdir $own or return (undef, "$own: $!");
    # a place below it has to take processes, too
    if (!mkdir("$own/0") || !-w "$own/0/cgroup.procs") {
        my $why = "$own/0: $!";
        remove_cgroup($own);
        return (undef, $why);
    }
    rmdir "$own/0";
    return ($own, '');
}

sub is_populated { return slurp("$_[0]/cgroup.events") =~ /^populated 1$/m; }

sub pids_in {
    my ($cgroup) = @_;
    my @pids = split ' ', slurp("$cgroup/cgroup.procs");
    push @pids, map { pids_in($_) } grep { -d } glob "$cgroup/*";
    return @pids;
}

sub kill_cgroup {
    my ($cgroup) = @_;
    # all at once where the kernel can (5.14)
    kill 'KILL', pids_in($cgroup) unless spit("$cgroup/cgroup.kill", '1');
}

sub remove_cgroup {
    my ($cgroup) = @_;
    remove_cgroup($_) for grep { -d } glob "$cgroup/*";
    rmdir $cgroup;
}

# --- what commands print: a process for each, as a disk that hangs must hold up nobody else

# Nobody is to wait for our end, or be held by what only the keeper needs.
sub close_others {
    open STDIN, '<', '/dev/null';
    open STDOUT, '>', '/dev/null';
    close $_ for grep { defined } $lock, $deaths, map { @$_{qw(status beats)} } values %jobs;
}

# Takes so much a second, after a burst; the rest is dropped, so that nobody is held up.
sub allow {
    my ($bucket, $want, $rate) = @_;
    my $now = now();
    $bucket->{at} //= $now;
    $bucket->{left} //= $rate * BURST_S;
    $bucket->{left} += ($now - $bucket->{at}) * $rate;
    $bucket->{left} = $rate * BURST_S if $bucket->{left} > $rate * BURST_S;
    $bucket->{at} = $now;
    return 0 if $bucket->{left} < $want;
    $bucket->{left} -= $want;
    return 1;
}

# Several processes may write and rotate one file: whose file is another one by now opens it anew.
sub open_output {
    my ($file, $fh) = @_;
    my @there = stat $file;
    my @mine = $fh ? stat $fh : ();
    return $fh if @there && @mine && $there[0] == $mine[0] && $there[1] == $mine[1] && $there[7] < FILE_MAX;
    my ($dir) = $file =~ m{^(.*)/} or return undef;
    sysopen my $turn, "$dir/", O_RDONLY or return undef;
    flock $turn, LOCK_EX or return undef;
    @there = stat $file;
    if (@there && $there[7] >= FILE_MAX) {
        rename "$file.$_", "$file." . ($_ + 1) for reverse 1 .. FILES - 2;
        rename $file, "$file.1";
    }
    sysopen my $to, $file, O_WRONLY | O_APPEND | O_CREAT, 0640 or return undef;
    close $turn;
    return $to;
}

sub write_file {
    my ($from, $file, $job) = @_;
    my ($fh, $dropped, %bucket, $said) = (undef, 0);
    while (1) {
        my $n = sysread $from, my $chunk, CHUNK;
        next if !defined $n && $! == EINTR;
        last unless $n;
        if (!allow(\%bucket, $n, BYTES_PER_S)) {
            $dropped += $n;
            next;
        }
        my $note = $dropped ? "\n[choros: $dropped bytes dropped, more than " . BYTES_PER_S . " a second]\n" : '';
        $dropped = 0;
        $fh = open_output($file, $fh);
        my $done = $fh && syswrite $fh, $note . $chunk;
        if (!defined $done) {
            $dropped += $n;
            syswrite STDERR, "$job " . encode("what it prints is lost: $file: $!") . "\n" unless $said;
            $said = 1;
        }
    }
    $fh = open_output($file, $fh) if $dropped;
    syswrite $fh, "\n[choros: $dropped bytes dropped]\n" if $dropped && $fh;
}

sub write_log {
    my ($from, $job) = @_;
    my ($rest, $dropped, %bucket) = ('', 0);
    my $line = sub {
        my ($text) = @_;
        return if $text eq '';
        my $more = $dropped ? "[$dropped lines dropped] " : '';
        # a pipe takes a line wholly or not at all; nobody waits for a log that is not read
        if (allow(\%bucket, 1, LINES_PER_S) && syswrite STDERR, "$job " . encode($more . substr $text, 0, LINE_MAX) . "\n") {
            $dropped = 0;
        } else {
            $dropped++;
        }
    };
    while (1) {
        my $n = sysread $from, my $chunk, CHUNK;
        next if !defined $n && $! == EINTR;
        last unless $n;
        $rest .= $chunk;
        my @lines = split /\n/, $rest, -1;
        $rest = substr pop @lines, 0, LINE_MAX;
        $line->($_) for @lines;
    }
    $line->($rest);
    syswrite STDERR, "$job " . encode("[$dropped lines dropped]") . "\n" if $dropped;
}

# Answers with the end to print to.
sub writer {
    my ($output, $job) = @_;
    pipe my $from, my $to or return undef;
    fcntl $from, F_SETPIPE_SZ, PIPE_SIZE;
    my $pid = fork;
    return undef unless defined $pid;
    if (!$pid) {
        $0 = 'choros-output';
        close $to;
        close_others();
        $output eq '' ? write_log($from, $job) : write_file($from, $output, $job);
        POSIX::_exit(0);
    }
    close $from;
    $writers{$pid} = 1;
    return $to;
}

# --- commands

# Becomes the command; says why it cannot.
sub become {
    my ($spec, $say) = @_;
    my %env = %{ $spec->{env} };
    $env{PATH} //= PATHS;
    if ($spec->{user} ne '') {
        my ($name, $uid, $gid, $home, $shell) = (getpwnam $spec->{user})[0, 2, 3, 7, 8];
        return $say->("unknown user $spec->{user}") unless defined $name;
        $env{USER} //= $name;
        $env{LOGNAME} //= $name;
        $env{HOME} //= $home;
        $env{SHELL} //= $shell;
        if ($uid != $> || $gid != $) + 0) {
            my @groups = ($gid);
            while (my @group = getgrent) {
                push @groups, $group[2] if grep { $_ eq $name } split ' ', $group[3];
            }
            local $! = 0;
            $) = join ' ', $gid, @groups;
            $( = $gid;
            POSIX::setgid($gid);
            POSIX::setuid($uid);
            return $say->("cannot become user $name: " . ($! || 'not permitted')) if $> != $uid || $< != $uid;
        }
    }
    my $dir = $spec->{dir} eq '' ? '/' : $spec->{dir};
    chdir $dir or return $say->("directory $dir: $!");
    my @words = @{ $spec->{words} };
    my $file = $words[0];
    if ($file !~ m{/}) {
        ($file) = grep { -f && -x _ } map { "$_/$words[0]" } split /:/, $env{PATH};
        return $say->("no such command: $words[0] is not in $env{PATH}") unless defined $file;
    }
    return $say->("no such file: $file") unless -e $file;
    return $say->("not a file: $file") unless -f _;
    return $say->("not executable: $file") unless -x _;
    %ENV = %env;
    # not before: who becomes another user loses it
    death_follows();
    {
        no warnings 'exec';
        exec { $file } @words;
    }
    return $say->($! == ENOENT ? "its interpreter does not exist: $file" : "$file: $!");
}

# In the new process, before it is another program.
sub settle {
    my ($output, $cgroup) = @_;
    POSIX::setsid();
    $SIG{$_} = 'DEFAULT' for qw(HUP INT TERM QUIT PIPE USR1 USR2 CHLD);
    POSIX::sigprocmask(POSIX::SIG_SETMASK(), POSIX::SigSet->new);
    open STDIN, '<', '/dev/null';
    open STDOUT, '>&', $output if $output;
    open STDERR, '>&', $output if $output;
    spit("$cgroup/cgroup.procs", '0') if defined $cgroup;
}

sub death_follows {
    syscall $prctl, PR_SET_PDEATHSIG, 9, 0, 0, 0 if $prctl;
    POSIX::_exit(127) if getppid != $keeper;
}

sub fields {
    my @all = map { decode($_) } @_;
    my %env;
    while (@all && $all[0] ne '--') {
        my ($name, $value) = split /=/, shift @all, 2;
        $env{$name} = $value;
    }
    shift @all;
    return { env => \%env, words => \@all };
}

sub fault {
    my ($number, $why) = @_;
    event('ended', $number, 'fault', encode($why));
    event('gone', $number);
}

sub run_job {
    my ($number, $user, $dir, $output, $beat, @rest) = @_;
    my $spec = fields(@rest);
    ($spec->{user}, $spec->{dir}) = (decode($user), decode($dir));
    my $job = { number => $number };
    $spec->{env}{CHOROS_JOB} = "$keeper.$number";
    if ($beat && !open_beats($job, $spec, $beat)) {
        return fault($number, "no socket for its heartbeats: $!");
    }
    if (defined $cgroups) {
        $job->{cgroup} = "$cgroups/$number";
        mkdir $job->{cgroup} or return fault($number, "$job->{cgroup}: $!");
    }
    my $to = writer(decode($output), $number);
    my $pid = $to && pipe(my $status, my $say) ? fork : undef;
    if (!defined $pid) {
        my $why = "cannot be started: $!";
        release($job);
        return fault($number, $why);
    }
    if (!$pid) {
        settle($to, $job->{cgroup});
        become($spec, sub { syswrite $say, $_[0] });
        POSIX::_exit(127);
    }
    close $say;
    $job->{pid} = $pid;
    $job->{status} = $status;
    $jobs{$number} = $job;
    $leaders{$pid} = $job;
}

# It is another program now, or has said why not.
sub look_at_start {
    my ($job) = @_;
    my $n = sysread $job->{status}, my $text, LINE_MAX;
    return if !defined $n && $! == EINTR;
    close delete $job->{status};
    if ($n) {
        $job->{fault} = $text;
        return;
    }
    event('started', $job->{number}, $job->{pid});
    signal($job, delete $job->{pending}) if $job->{pending};
}

# --- signs of life

sub open_beats {
    my ($job, $spec, $us) = @_;
    my $path = "$folder/$job->{number}";
    socket my $socket, AF_UNIX, SOCK_DGRAM | 04000, 0 or return 0;
    unlink $path;
    bind $socket, pack_sockaddr_un($path) or return 0;
    my $uid = $spec->{user} eq '' ? $> : (getpwnam $spec->{user})[2] // $>;
    chmod 0600, $path;
    chown $uid, -1, $path;
    $job->{beats} = $socket;
    $job->{path} = $path;
    $spec->{env}{NOTIFY_SOCKET} = $path;
    $spec->{env}{WATCHDOG_USEC} = $us;
    return 1;
}

sub hear {
    my ($job) = @_;
    # a few at a time, so that who talks all the time is not all that is heard
    for (1 .. 16) {
        defined recv $job->{beats}, my $text, 4096, 0 or last;
        my %said = map { split /=/, $_, 2 } grep { /=/ } split /\n/, $text;
        my $what = ($said{WATCHDOG} // '') eq 'trigger' ? 'failed'
            : ($said{READY} // '') eq '1' ? 'ready'
            : ($said{WATCHDOG} // '') eq '1' ? 'alive' : next;
        my $last = $job->{$what} // -1;
        next if now() - $last < BEAT_STEP_S || length $out > CHUNK;
        $job->{$what} = now();
        event('beat', $job->{number}, $what);
    }
}

# --- signals and ends

sub children_of {
    my ($pid) = @_;
    return split ' ', slurp("/proc/$pid/task/$pid/children");
}

sub descendants_of {
    my @all = map { children_of($_) } @_;
    return @all ? (@all, descendants_of(@all)) : ();
}

# Those that have left their group. Whose parents have gone, too, they are our children; the environment tells whose.
sub strays {
    my ($job) = @_;
    return () if defined $job->{cgroup};
    my $mark = "CHOROS_JOB=$keeper.$job->{number}";
    my @heads = grep { !$leaders{$_} && !$writers{$_} && index("\0" . slurp("/proc/$_/environ"), "\0$mark\0") >= 0 }
        children_of($$);
    my @below = descendants_of(@heads, $job->{ended} ? () : $job->{pid});
    return grep { getpgrp $_ != $job->{pid} } @heads, @below;
}

# Who is just becoming another program, or is just ending and still has children, shows no environment for a moment:
# nobody knows whose it is. Who never shows one has none.
sub somebody_is_blank {
    my ($now, %still) = (now());
    for my $pid (grep { !$leaders{$_} && !$writers{$_} } children_of($$)) {
        $still{$pid} = $blank{$pid} // $now if slurp("/proc/$pid/environ") eq '';
    }
    %blank = %still;
    return scalar grep { $now - $_ < BLANK_S } values %blank;
}

sub signal {
    my ($job, $signal) = @_;
    if ($job->{status}) {
        # not the command yet, which could take it
        $job->{pending} = $signal if $signal eq 'KILL' || !$job->{pending};
        kill 'KILL', $job->{pid} if $signal eq 'KILL';
        return;
    }
    $job->{signalled} = $signal;
    if (defined $job->{cgroup} && $signal eq 'KILL') {
        kill_cgroup($job->{cgroup});
        return;
    }
    my @pids = defined $job->{cgroup} ? pids_in($job->{cgroup}) : (-$job->{pid}, strays($job));
    kill $signal, @pids;
    # who is stopped does not take it
    kill 'CONT', @pids if $signal ne 'KILL';
}

sub is_empty {
    my ($job) = @_;
    return 0 if kill(0, -$job->{pid}) || $! != ESRCH;
    return 0 if defined $job->{cgroup} && is_populated($job->{cgroup});
    # in this order: who is blank now may be ours by the time that we look for ours
    return 1 if defined $job->{cgroup};
    return !somebody_is_blank() && !strays($job);
}

sub release {
    my ($job) = @_;
    if ($job->{beats}) {
        close $job->{beats};
        unlink $job->{path};
    }
    remove_cgroup($job->{cgroup}) if defined $job->{cgroup};
}

sub reap {
    while ((my $pid = waitpid -1, POSIX::WNOHANG()) > 0) {
        my $status = $?;
        delete $writers{$pid};
        my $job = delete $leaders{$pid} or next;
        look_at_start($job) while $job->{status};
        $job->{ended} = 1;
        my $signal = POSIX::WIFSIGNALED($status);
        event('ended', $job->{number},
            defined $job->{fault} ? ('fault', encode($job->{fault}))
            : $signal ? ('signal', POSIX::WTERMSIG($status)) : ('exit', POSIX::WEXITSTATUS($status)));
    }
    for my $job (grep { $_->{ended} } values %jobs) {
        if (!is_empty($job)) {
            # what has been begun in this moment, or has only now become our child
            signal($job, 'KILL') if ($job->{signalled} // '') eq 'KILL';
            next;
        }
        release($job);
        delete $jobs{ $job->{number} };
        event('gone', $job->{number});
    }
}

sub adopt {
    my ($number, $pid) = @_;
    my $job = { number => $number, pid => $pid, ended => 1, adopted => 1 };
    $jobs{$number} = $job;
    signal($job, 'KILL');
}

# --- the end

sub reap_all {
    my ($signal, $until) = @_;
    while (%jobs || grep { !$writers{$_} } children_of($$)) {
        return 0 if defined $until && now() > $until;
        if (defined $signal) {
            signal($_, $signal) for values %jobs;
            if ($signal eq 'KILL') {
                kill 'KILL', grep { !$writers{$_} } children_of($$);
            }
        }
        reap();
        undef $signal if defined $signal && $signal ne 'KILL';
        select undef, undef, undef, CLEAN_STEP_S;
    }
    return 1;
}

# The wills of one workload, the last first.
sub execute_wills {
    for my $will (@_) {
        my $until = now() + $will->{stop_ms} / 1000;
        while (1) {
            my $to = writer($will->{output}, 0);
            my $pid = fork;
            if (defined $pid && !$pid) {
                settle($to, undef);
                become($will, sub { syswrite STDERR, "$_[0]\n" });
                POSIX::_exit(127);
            }
            close $to if $to;
            my $status = -1;
            if (defined $pid) {
                while (waitpid($pid, POSIX::WNOHANG()) == 0) {
                    kill 'KILL', -$pid, $pid if now() > $until;
                    select undef, undef, undef, CLEAN_STEP_S;
                }
                $status = $?;
            }
            last if $status == 0 || now() > $until;
            select undef, undef, undef, CLEAN_STEP_S * 10;
        }
    }
}

sub finish {
    my ($grace_ms) = @_;
    $out = '';
    reap_all('TERM', now() + $grace_ms / 1000) if $grace_ms;
    reap_all('KILL', undef);
    my %of;
    push @{ $of{ $_->{workload} } }, $_ for sort { $b->{order} <=> $a->{order} } values %wills;
    my @children;
    for my $workload (keys %of) {
        my $pid = fork;
        if (defined $pid && !$pid) {
            $keeper = $$;
            execute_wills(@{ $of{$workload} });
            POSIX::_exit(0);
        }
        defined $pid ? push @children, $pid : execute_wills(@{ $of{$workload} });
    }
    waitpid $_, 0 for @children;
    reap_all('KILL', undef);
    remove_cgroup($cgroups) if defined $cgroups;
    rmdir $folder;
    exit 0;
}

sub told {
    my ($verb, @fields) = split ' ', $_[0];
    return unless defined $verb && @fields;
    if ($verb eq 'run') {
        run_job(@fields);
    } elsif ($verb eq 'kill') {
        my $job = $jobs{ $fields[0] };
        signal($job, $fields[1]) if $job;
    } elsif ($verb eq 'will') {
        my ($key, $stop_ms, $user, $dir, $output, @rest) = @fields;
        my $spec = fields(@rest);
        @$spec{qw(user dir output)} = map { decode($_) } $user, $dir, $output;
        @$spec{qw(stop_ms order)} = ($stop_ms, $wills++);
        $spec->{workload} = ($spec->{env}{CHOROS_UNIT} // '') . ' ' . ($spec->{env}{CHOROS_WORKLOAD} // '');
        $wills{$key} = $spec;
    } elsif ($verb eq 'forget') {
        delete $wills{ $fields[0] };
    } elsif ($verb eq 'adopt') {
        adopt(@fields);
    } elsif ($verb eq 'end') {
        finish($fields[0]);
    }
}

sub wait_for_lock {
    sysopen my $file, $lockfile, O_WRONLY | O_CREAT, 0600 or return complain("$lockfile: $!") && undef;
    until (flock $file, LOCK_EX | LOCK_NB) {
        pause();
    }
    return $file;
}

syscall $prctl, PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0 if $prctl;
if ($signalfd) {
    POSIX::sigprocmask(POSIX::SIG_BLOCK(), POSIX::SigSet->new(POSIX::SIGCHLD()));
    my $mask = pack 'Q', 1 << POSIX::SIGCHLD() - 1;
    my $fd = syscall $signalfd, -1, $mask, SIGSET_BYTES, SFD_FLAGS;
    open $deaths, '<&=', $fd if $fd >= 0;
}
$lock = wait_for_lock();
($cgroups, $nocgroup) = find_cgroup();
fcntl STDOUT, F_SETFL, O_WRONLY | O_NONBLOCK;
fcntl STDERR, F_SETFL, O_WRONLY | O_NONBLOCK;
event('ready', encode($cgroups // ''), encode($nocgroup));

while (1) {
    while ($in =~ s/^([^\n]*)\n//) {
        told($1);
    }
    my ($read, $write) = ('', '');
    vec($read, 0, 1) = 1;
    vec($read, fileno $deaths, 1) = 1 if $deaths;
    vec($write, 1, 1) = 1 if $out ne '';
    my ($tick, @starting, @speaking) = (undef);
    for my $job (values %jobs) {
        if ($job->{status}) {
            vec($read, fileno $job->{status}, 1) = 1;
            push @starting, $job;
        }
        if ($job->{beats}) {
            vec($read, fileno $job->{beats}, 1) = 1;
            push @speaking, $job;
        }
        if ($job->{ended}) {
            $tick = $job->{signalled} ? TICK_S : $tick // SLOW_TICK_S;
        }
    }
    $tick = TICK_S if %jobs && !$deaths;
    my $n = select $read, $write, undef, $tick;
    if ($n < 0) {
        next if $! == EINTR;
        complain("select: $!");
        finish(0);
    }
    flush_events() if $out ne '';
    for my $job (@starting) {
        look_at_start($job) if $job->{status} && vec $read, fileno $job->{status}, 1;
    }
    for my $job (@speaking) {
        hear($job) if $jobs{ $job->{number} } && vec $read, fileno $job->{beats}, 1;
    }
    sysread $deaths, my $info, CHUNK if $deaths && vec $read, fileno $deaths, 1;
    reap();
    if (vec $read, 0, 1) {
        my $got = sysread STDIN, $in, CHUNK, length $in;
        finish(0) if defined $got ? $got == 0 : $! != EINTR && $! != EAGAIN;
    }
}
