CREATE SCHEMA IF NOT EXISTS "handoff";
--> statement-breakpoint
CREATE TABLE "handoff"."attestation" (
	"epoch" bigint NOT NULL,
	"attestation_digest" text NOT NULL,
	"items" bigint NOT NULL,
	"next_committee_hash" text NOT NULL,
	"encoded" text NOT NULL,
	"stake" bigint NOT NULL,
	"signers" bigint NOT NULL,
	CONSTRAINT "attestation_epoch_attestation_digest_pk" PRIMARY KEY("epoch","attestation_digest")
);
--> statement-breakpoint
CREATE TABLE "handoff"."capability" (
	"epoch" bigint NOT NULL,
	"authority" text NOT NULL,
	"generation" bigint NOT NULL,
	"supported_versions" jsonb NOT NULL,
	"round" bigint NOT NULL,
	CONSTRAINT "capability_epoch_authority_pk" PRIMARY KEY("epoch","authority")
);
--> statement-breakpoint
CREATE TABLE "handoff"."certificate" (
	"epoch" bigint PRIMARY KEY NOT NULL,
	"attestation_digest" text NOT NULL,
	"encoded" text NOT NULL,
	"signers" bigint NOT NULL,
	"stake" bigint NOT NULL,
	"quorum" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "handoff"."checkpoint" (
	"epoch" bigint NOT NULL,
	"kind" text NOT NULL,
	"sequence_number" bigint NOT NULL,
	"items" jsonb NOT NULL,
	"round" bigint NOT NULL,
	CONSTRAINT "checkpoint_epoch_kind_sequence_number_pk" PRIMARY KEY("epoch","kind","sequence_number")
);
--> statement-breakpoint
CREATE TABLE "handoff"."checkpoint_signature" (
	"epoch" bigint NOT NULL,
	"kind" text NOT NULL,
	"sequence_number" bigint NOT NULL,
	"authority" text NOT NULL,
	"contents_digest" text NOT NULL,
	"signature" text NOT NULL,
	"round" bigint NOT NULL,
	CONSTRAINT "checkpoint_signature_epoch_kind_sequence_number_authority_pk" PRIMARY KEY("epoch","kind","sequence_number","authority")
);
--> statement-breakpoint
CREATE TABLE "handoff"."checkpoint_tally" (
	"epoch" bigint NOT NULL,
	"kind" text NOT NULL,
	"sequence_number" bigint NOT NULL,
	"contents_digest" text NOT NULL,
	"stake" bigint NOT NULL,
	"signers" bigint NOT NULL,
	"certified_round" bigint,
	CONSTRAINT "checkpoint_tally_epoch_kind_sequence_number_contents_digest_pk" PRIMARY KEY("epoch","kind","sequence_number","contents_digest")
);
--> statement-breakpoint
CREATE TABLE "handoff"."close_status" (
	"epoch" bigint PRIMARY KEY NOT NULL,
	"voters" bigint NOT NULL,
	"vote_stake" bigint NOT NULL,
	"quorum_round" bigint,
	"pinned_voters" bigint,
	"close_round" bigint,
	"reason" text
);
--> statement-breakpoint
CREATE TABLE "handoff"."epoch_end" (
	"epoch" bigint PRIMARY KEY NOT NULL,
	"ended_round" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "handoff"."handoff_signature" (
	"epoch" bigint NOT NULL,
	"attestation_digest" text NOT NULL,
	"signer" text NOT NULL,
	"signature" text NOT NULL,
	"round" bigint NOT NULL,
	CONSTRAINT "handoff_signature_epoch_attestation_digest_signer_pk" PRIMARY KEY("epoch","attestation_digest","signer")
);
--> statement-breakpoint
CREATE TABLE "handoff"."network_key_output" (
	"epoch" bigint NOT NULL,
	"key_id" text NOT NULL,
	"output" text NOT NULL,
	"digest" text NOT NULL,
	"round" bigint NOT NULL,
	"stake" bigint NOT NULL,
	CONSTRAINT "network_key_output_epoch_key_id_output_pk" PRIMARY KEY("epoch","key_id","output")
);
--> statement-breakpoint
CREATE TABLE "handoff"."output_vote" (
	"epoch" bigint NOT NULL,
	"key_id" text NOT NULL,
	"output" text NOT NULL,
	"authority" text NOT NULL,
	"digest" text NOT NULL,
	"round" bigint NOT NULL,
	CONSTRAINT "output_vote_epoch_key_id_output_authority_pk" PRIMARY KEY("epoch","key_id","output","authority")
);
--> statement-breakpoint
CREATE TABLE "handoff"."projection_checkpoint" (
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
CREATE TABLE "handoff"."protocol_upgrade" (
	"epoch" bigint PRIMARY KEY NOT NULL,
	"version" bigint,
	"configuration_digest" text,
	"stake" bigint NOT NULL,
	"threshold" bigint NOT NULL,
	"round" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "handoff"."user_session_output" (
	"epoch" bigint NOT NULL,
	"sequence_number" bigint NOT NULL,
	"session_id" text NOT NULL,
	"digest" text NOT NULL,
	"rejected" boolean NOT NULL,
	"round" bigint NOT NULL,
	CONSTRAINT "user_session_output_epoch_sequence_number_pk" PRIMARY KEY("epoch","sequence_number")
);
--> statement-breakpoint
CREATE TABLE "handoff"."vote" (
	"epoch" bigint NOT NULL,
	"authority" text NOT NULL,
	"round" bigint NOT NULL,
	"attestation_digest" text,
	"signature_accepted" boolean NOT NULL,
	CONSTRAINT "vote_epoch_authority_pk" PRIMARY KEY("epoch","authority")
);
