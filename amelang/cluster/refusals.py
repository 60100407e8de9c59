"""What a cluster refuses although it is there and knows the user: objects, names, rights."""

from __future__ import annotations

from amelang.cluster.errors import ClusterError


class ForbiddenError(ClusterError, code="AME406", name="forbidden-request"):
    """The cluster knows the user and does not let him do this.

    Which rights AME needs for which command is listed in docs/cluster.md.

    Bad:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned

        # the cluster answers PATCH configmaps:
        kind: Status
        status: Failure
        code: 403
        reason: Forbidden
        message: 'configmaps "ame-project-demo" is forbidden: User "ada" cannot patch resource
          "configmaps" in API group "" in the namespace "ml"'

        $ ame apply
        …
        error AME406 forbidden-request: user `ada` may not patch `configmaps` in namespace `ml`
          = help: ask for a role that allows `patch` of `configmaps` in namespace `ml`, or …
        …
        ame: nothing was changed

    Good:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned

        $ ame apply
        …
        4 created, 0 changed, 0 unchanged, 0 removed
    """


class NamespaceError(ClusterError, code="AME407", name="missing-namespace"):
    """The namespace does not exist. AME never creates one: quotas and rights belong to it.

    Bad:
        # the cluster answers GET namespaces:
        kind: Status
        status: Failure
        code: 404
        reason: NotFound
        message: namespaces "ml" not found
        details: {name: ml, kind: namespaces}

        $ ame task list
        error AME407 missing-namespace: namespace `ml` does not exist
          = help: create it with `kubectl create namespace ml`, or choose another with `--namespace`

    Good:
        $ ame task list
        ame: nothing has run or is deployed in namespace ml
    """


class ConflictError(ClusterError, code="AME409", name="conflicting-manager"):
    """Somebody else set the same field of an object to another value, and says that it is his.

    Bad:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned

        # the cluster answers PATCH cronjobs:
        kind: Status
        status: Failure
        code: 409
        reason: Conflict
        message: 'Apply failed with 1 conflict: conflict with "kubectl-edit" using batch/v1: .spec.suspend'
        details:
          causes:
            - reason: FieldManagerConflict
              message: conflict with "kubectl-edit" using batch/v1
              field: .spec.suspend

        $ ame apply
        …
        error AME409 conflicting-manager: somebody else changed CronJob `demo--train`: `kubectl-edit` set …
          = help: change ame.yml to what they set, or take the field back with `--force-conflicts`
        ame: nothing was changed

    Good:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned

        # the cluster answers PATCH cronjobs:
        kind: Status
        status: Failure
        code: 409
        reason: Conflict
        message: 'Apply failed with 1 conflict: conflict with "kubectl-edit" using batch/v1: .spec.suspend'
        details:
          causes:
            - reason: FieldManagerConflict
              message: conflict with "kubectl-edit" using batch/v1
              field: .spec.suspend

        $ ame apply --force-conflicts
        …
        4 created, 0 changed, 0 unchanged, 0 removed
    """


class InvalidError(ClusterError, code="AME410", name="invalid-object"):
    """The cluster finds a value of an object wrong.

    What every cluster would refuse `ame check` finds before. A cluster may have rules of its own, such
    as a ValidatingAdmissionPolicy; `[policy]` in ame.toml can say them here, too.

    Bad:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned
            resources:
              memory: 512G

        # the cluster answers PATCH cronjobs:
        kind: Status
        status: Failure
        code: 422
        reason: Invalid
        message: >-
          cronjobs.batch "demo--train" is forbidden: ValidatingAdmissionPolicy 'small' with binding
          'small' denied request: a task has at most 256G of memory
        details:
          causes:
            - message: >-
                ValidatingAdmissionPolicy 'small' with binding 'small' denied request: a task has at
                most 256G of memory

        $ ame apply
        …
        error AME410 invalid-object: the cluster finds CronJob `demo--train` wrong: …
          = help: change what `ame.yml` says there; `ame plan --offline` shows the object
        ame: nothing was changed

    Good:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned
            resources:
              memory: 256G

        $ ame apply
        …
        4 created, 0 changed, 0 unchanged, 0 removed
    """


class ForeignError(ClusterError, code="AME411", name="foreign-object"):
    """An object of that name exists, and AME or this project did not make it.

    Bad:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned

        # the cluster has:
        kind: CronJob
        metadata:
          name: demo--train
          managedFields:
            - manager: helm

        $ ame apply
        …
        error AME411 foreign-object: CronJob `demo--train` is already made by `helm`
          = help: rename the project or the task, or take the object over with `--adopt`
        ame: nothing was changed

    Good:
        project: demo
        tasks:
          - name: train_iris
            executor:
              !custom
              image: busybox:1
              command: echo learned

        # the cluster has:
        kind: CronJob
        metadata:
          name: demo--train
          managedFields:
            - manager: helm

        $ ame apply
        …
        4 created, 0 changed, 0 unchanged, 0 removed
    """


class NotFoundError(ClusterError, code="AME413", name="missing-object"):
    """An object that was asked for by name does not exist: somebody removed it meanwhile.

    Bad:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned

        # the cluster answers PATCH jobs:
        kind: Status
        status: Failure
        code: 404
        reason: NotFound
        message: jobs.batch "demo--train-x2k4mq" not found
        details: {name: demo--train-x2k4mq, group: batch, kind: jobs}

        $ ame task run -l train --on cluster
        error AME413 missing-object: Job `demo--train-…` does not exist in namespace `ml`
          = help: see `ame task list`

    Good:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned

        $ ame task run -l train --on cluster
        …
        ame: train succeeded
    """


class AlreadyExistsError(ClusterError, code="AME414", name="taken-name"):
    """An object of that name exists already.

    Runs get names that are made up; where one is taken, AME tries two others.

    Bad:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned

        # the cluster answers POST jobs:
        kind: Status
        status: Failure
        code: 409
        reason: AlreadyExists
        message: jobs.batch "demo--train-x2k4mq" already exists
        details: {name: demo--train-x2k4mq, group: batch, kind: jobs}

        $ ame task run -l train --on cluster
        error AME414 taken-name: Job `demo--train-…` exists already in namespace `ml`
          = help: choose another name

    Good:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned

        $ ame task run -l train --on cluster
        …
        ame: train succeeded
    """


class UnknownRunError(ClusterError, code="AME415", name="unknown-run"):
    """There is no deployed task and no run of that name.

    Bad:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned

        $ ame apply
        …
        4 created, 0 changed, 0 unchanged, 0 removed
        $ ame task run tran --on cluster
        error AME415 unknown-run: no task `tran` is deployed in namespace `ml`
          = help: did you mean `train`? there are `train`; deploy it with `ame apply`, or …

    Good:
        project: demo
        tasks:
          - name: train
            executor:
              !custom
              image: busybox:1
              command: echo learned

        $ ame apply
        …
        4 created, 0 changed, 0 unchanged, 0 removed
        $ ame task run train --on cluster
        …
        ame: train succeeded
    """
