CREATE SCHEMA IF NOT EXISTS "freeze";
--> statement-breakpoint
CREATE TABLE "freeze"."announcement" (
	"epoch" bigint NOT NULL,
	"validator" text NOT NULL,
	"timestamp_ms" bigint NOT NULL,
	"blob_hash" text NOT NULL,
	"relayed" boolean NOT NULL,
	"stream_epoch" bigint NOT NULL,
	"round" bigint NOT NULL,
	"sequence" bigint NOT NULL,
	CONSTRAINT "announcement_stream_epoch_epoch_validator_pk" PRIMARY KEY("stream_epoch","epoch","validator")
);
--> statement-breakpoint
CREATE TABLE "freeze"."excluded" (
	"epoch" bigint NOT NULL,
	"name" text NOT NULL,
	CONSTRAINT "excluded_epoch_name_pk" PRIMARY KEY("epoch","name")
);
--> statement-breakpoint
CREATE TABLE "freeze"."freeze_status" (
	"epoch" bigint PRIMARY KEY NOT NULL,
	"ready_signers" bigint NOT NULL,
	"ready_stake" bigint NOT NULL,
	"quorum_round" bigint,
	"freeze_round" bigint,
	"announcements" bigint NOT NULL,
	"grace_rounds" bigint NOT NULL,
	"first_commit_ms" bigint
);
--> statement-breakpoint
CREATE TABLE "freeze"."frozen" (
	"epoch" bigint NOT NULL,
	"name" text NOT NULL,
	"digest" text NOT NULL,
	"source" text NOT NULL,
	"stake" bigint NOT NULL,
	CONSTRAINT "frozen_epoch_name_pk" PRIMARY KEY("epoch","name")
);
--> statement-breakpoint
CREATE TABLE "freeze"."joiner_buffer" (
	"epoch" bigint NOT NULL,
	"joiner" text NOT NULL,
	"digest" text NOT NULL,
	"relayer" text NOT NULL,
	"arrived_ms" bigint NOT NULL,
	CONSTRAINT "joiner_buffer_epoch_joiner_digest_pk" PRIMARY KEY("epoch","joiner","digest")
);
--> statement-breakpoint
CREATE TABLE "freeze"."network_key_ready" (
	"epoch" bigint NOT NULL,
	"key_id" text NOT NULL,
	"authority" text NOT NULL,
	"round" bigint NOT NULL,
	CONSTRAINT "network_key_ready_epoch_key_id_authority_pk" PRIMARY KEY("epoch","key_id","authority")
);
--> statement-breakpoint
CREATE TABLE "freeze"."next_committee" (
	"epoch" bigint PRIMARY KEY NOT NULL,
	"round" bigint NOT NULL,
	"committee" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "freeze"."projection_checkpoint" (
	"projection" text NOT NULL,
	"epoch" bigint NOT NULL,
	"version" bigint NOT NULL,
	"round" bigint NOT NULL,
	"sequence" bigint NOT NULL,
	"timestamp_ms" bigint NOT NULL,
	"commit_digest" text NOT NULL,
	"state_digest" text NOT NULL,
	"stream_created" text,
	"ended" boolean DEFAULT false NOT NULL,
	CONSTRAINT "projection_checkpoint_projection_epoch_pk" PRIMARY KEY("projection","epoch")
);
--> statement-breakpoint
CREATE TABLE "freeze"."ready_signal" (
	"epoch" bigint NOT NULL,
	"authority" text NOT NULL,
	"sequence_number" bigint NOT NULL,
	"peer_count" bigint NOT NULL,
	"validated_peers" jsonb NOT NULL,
	"outsiders" bigint NOT NULL,
	"round" bigint NOT NULL,
	CONSTRAINT "ready_signal_epoch_authority_pk" PRIMARY KEY("epoch","authority")
);
