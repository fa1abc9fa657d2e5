CREATE SCHEMA IF NOT EXISTS "sessions";
--> statement-breakpoint
CREATE TABLE "sessions"."network_key_session" (
	"epoch" bigint NOT NULL,
	"key_id" text NOT NULL,
	"output" text NOT NULL,
	"state" text NOT NULL,
	"output_digest" text,
	"started_at" bigint NOT NULL,
	"finished_at" bigint,
	"last_error" text,
	CONSTRAINT "network_key_session_epoch_key_id_output_pk" PRIMARY KEY("epoch","key_id","output")
);
