CREATE SCHEMA IF NOT EXISTS "barrier";
--> statement-breakpoint
CREATE TABLE "barrier"."anchor" (
	"epoch" bigint PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"prior_attestation_digest" text,
	"certificate" text,
	"requires_certificate" boolean NOT NULL,
	"missing" jsonb NOT NULL,
	"reason" text,
	"since" bigint NOT NULL,
	"retries" bigint NOT NULL,
	"ready_at" bigint
);
