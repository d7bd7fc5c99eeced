/** Numbers of Linux system calls: `name:x86-64:arm64`, `-` where the architecture has no such call. */

export type Syscall = { readonly name: string; readonly x64: number | null; readonly arm64: number | null };

const numberOf = (text: string | undefined): number | null =>
  text === undefined || text === '-' ? null : Number(text);

const table = (text: string): readonly Syscall[] =>
  text
    .trim()
    .split(/\s+/)
    .map(entry => {
      const [name = '', x64, arm64] = entry.split(':');
      return { name, x64: numberOf(x64), arm64: numberOf(arm64) };
    });

/** What an interpreter needs for itself: its memory, its private files, its pipes, clocks, threads. */
export const allowed = table(`
  read:0:63 write:1:64 close:3:57 lseek:8:62 mmap:9:222 mprotect:10:226 munmap:11:215 brk:12:214
  madvise:28:233 mremap:25:216 msync:26:227 open:2:- openat:257:56 stat:4:- lstat:6:- fstat:5:80
  newfstatat:262:79 statx:332:291 access:21:- faccessat:269:48 faccessat2:439:439 readlink:89:-
  readlinkat:267:78 getdents:78:- getdents64:217:61 getcwd:79:17 chdir:80:49 fchdir:81:50
  rename:82:- renameat:264:38 renameat2:316:276 mkdir:83:- mkdirat:258:34 rmdir:84:- unlink:87:-
  unlinkat:263:35 link:86:- linkat:265:37 symlink:88:- symlinkat:266:36 chmod:90:- fchmod:91:52
  fchmodat:268:53 fchmodat2:452:452 umask:95:166 truncate:76:45 ftruncate:77:46 fallocate:285:47
  fadvise64:221:223 fsync:74:82 fdatasync:75:83 utimensat:280:88 utime:132:- utimes:235:-
  futimesat:261:- statfs:137:43 fstatfs:138:44 pread64:17:67 pwrite64:18:68 readv:19:65
  writev:20:66 preadv:295:69 pwritev:296:70 preadv2:327:286 pwritev2:328:287 sendfile:40:71
  copy_file_range:326:285 dup:32:23 dup2:33:- dup3:292:24 pipe:22:- pipe2:293:59 flock:73:32
  poll:7:- ppoll:271:73 select:23:- pselect6:270:72 epoll_create:213:- epoll_create1:291:20
  epoll_ctl:233:21 epoll_wait:232:- epoll_pwait:281:22 epoll_pwait2:441:441 eventfd:284:-
  eventfd2:290:19 recvfrom:45:207 getsockname:51:204 getsockopt:55:209 shutdown:48:210
  rt_sigaction:13:134 rt_sigprocmask:14:135 rt_sigreturn:15:139 rt_sigpending:127:136
  rt_sigsuspend:130:133 rt_sigtimedwait:128:137 sigaltstack:131:132 futex:202:98
  set_robust_list:273:99 rseq:334:293 set_tid_address:218:96 exit:60:93 exit_group:231:94
  restart_syscall:219:128 sched_yield:24:124 sched_getaffinity:204:123 getcpu:309:168
  membarrier:324:283 getpid:39:172 gettid:186:178 getppid:110:173 getuid:102:174 geteuid:107:175
  getgid:104:176 getegid:108:177 getgroups:115:158 getresuid:118:148 getresgid:120:150
  getpgid:121:155 getpgrp:111:- getsid:124:156 getrlimit:97:163 setrlimit:160:164 getrusage:98:165
  times:100:153 wait4:61:260 waitid:247:95 clock_gettime:228:113 clock_getres:229:114
  clock_nanosleep:230:115 nanosleep:35:101 gettimeofday:96:169 time:201:- uname:63:160
  sysinfo:99:179 getrandom:318:278 setitimer:38:103 getitimer:36:102 alarm:37:- pause:34:-
`);

/** Allowed with some arguments only; see seccomp.ts. */
export const checked = table(`
  clone:56:220 socketpair:53:199 sendto:44:206 ioctl:16:29 prctl:157:167 prlimit64:302:261
  fcntl:72:25
`);

/** Processes, signals, sockets, other namespaces, privileges, the kernel: answered with EPERM. */
export const refused = table(`
  fork:57:- vfork:58:- execve:59:221 execveat:322:281 kill:62:129 tkill:200:130 tgkill:234:131
  rt_sigqueueinfo:129:138 rt_tgsigqueueinfo:297:240 pidfd_open:434:434 pidfd_getfd:438:438
  pidfd_send_signal:424:424 ptrace:101:117 process_vm_readv:310:270 process_vm_writev:311:271
  process_madvise:440:440 kcmp:312:272 socket:41:198 connect:42:203 bind:49:200 listen:50:201
  accept:43:202 accept4:288:242 sendmsg:46:211 sendmmsg:307:269 recvmsg:47:212 recvmmsg:299:243
  mount:165:40 umount2:166:39 pivot_root:155:41 chroot:161:51 unshare:272:97 setns:308:268
  open_tree:428:428 move_mount:429:429 fsopen:430:430 fsconfig:431:431 fsmount:432:432
  fspick:433:433 mount_setattr:442:442 swapon:167:224 swapoff:168:225 mknod:133:- mknodat:259:33
  chown:92:- fchown:93:55 lchown:94:- fchownat:260:54 setuid:105:146 setgid:106:144
  setreuid:113:145 setregid:114:143 setresuid:117:147 setresgid:119:149 setfsuid:122:151
  setfsgid:123:152 setgroups:116:159 setpgid:109:154 setsid:112:157 capget:125:90 capset:126:91
  seccomp:317:277 bpf:321:280 perf_event_open:298:241 userfaultfd:323:282 io_uring_setup:425:425
  io_uring_enter:426:426 io_uring_register:427:427 memfd_create:319:279 memfd_secret:447:447
  keyctl:250:219 add_key:248:217 request_key:249:218 shmget:29:194 shmat:30:196 shmctl:31:195
  shmdt:67:197 semget:64:190 semop:65:193 semctl:66:191 semtimedop:220:192 msgget:68:186
  msgsnd:69:189 msgrcv:70:188 msgctl:71:187 mq_open:240:180 mq_unlink:241:181 init_module:175:105
  finit_module:313:273 delete_module:176:106 kexec_load:246:104 kexec_file_load:320:294
  reboot:169:142 personality:135:92 setpriority:141:140 sched_setaffinity:203:122
  sched_setscheduler:144:119 sched_setparam:142:118 sched_setattr:314:274 mlock:149:228
  mlockall:151:230 mlock2:325:284 name_to_handle_at:303:264 open_by_handle_at:304:265 acct:163:89
  quotactl:179:60 sethostname:170:161 setdomainname:171:162 settimeofday:164:170
  clock_settime:227:112 adjtimex:159:171 clock_adjtime:305:266 vhangup:153:58 syslog:103:116
  iopl:172:- ioperm:173:- modify_ldt:154:- inotify_init:253:- inotify_init1:294:26
  fanotify_init:300:262 landlock_create_ruleset:444:444 landlock_restrict_self:446:446
`);

/** Extended attributes: a temporary file system may lack them, so programs know this answer (ENOTSUP). */
export const unsupported = table(`
  setxattr:188:5 lsetxattr:189:6 fsetxattr:190:7 getxattr:191:8 lgetxattr:192:9 fgetxattr:193:10
  listxattr:194:11 llistxattr:195:12 flistxattr:196:13 removexattr:197:14 lremovexattr:198:15
  fremovexattr:199:16
`);
