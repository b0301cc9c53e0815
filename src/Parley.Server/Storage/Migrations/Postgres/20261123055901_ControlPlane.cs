using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Parley.Server.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class ControlPlane : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "DeploymentId",
                table: "sessions",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Agent",
                table: "owned_numbers",
                type: "text",
                maxLength: 64,
                nullable: true,
                collation: "C");

            migrationBuilder.AlterColumn<Guid>(
                name: "SessionId",
                table: "dialout_attempts",
                type: "uuid",
                nullable: true,
                oldClrType: typeof(Guid),
                oldType: "uuid");

            migrationBuilder.AddColumn<string>(
                name: "Agent",
                table: "dialout_attempts",
                type: "text",
                maxLength: 64,
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "Callee",
                table: "dialout_attempts",
                type: "text",
                maxLength: 32,
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "RoomName",
                table: "dialout_attempts",
                type: "text",
                maxLength: 128,
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "Agents",
                table: "api_keys",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ExpiresAt",
                table: "api_keys",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "LastUsedAt",
                table: "api_keys",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "PreviousHash",
                table: "api_keys",
                type: "bytea",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "PreviousUntil",
                table: "api_keys",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "agent_deployments",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Agent = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    MinAgents = table.Column<int>(type: "integer", nullable: false),
                    MaxAgents = table.Column<int>(type: "integer", nullable: false),
                    MaxSessionSeconds = table.Column<int>(type: "integer", nullable: false),
                    SecretSet = table.Column<string>(type: "text", maxLength: 64, nullable: true, collation: "C"),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_agent_deployments", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "agents",
                columns: table => new
                {
                    Name = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    UpdatedAt = table.Column<long>(type: "bigint", nullable: false),
                    DeletedAt = table.Column<long>(type: "bigint", nullable: true),
                    MinAgents = table.Column<int>(type: "integer", nullable: true),
                    MaxAgents = table.Column<int>(type: "integer", nullable: true),
                    MaxSessionSeconds = table.Column<int>(type: "integer", nullable: true),
                    SecretSet = table.Column<string>(type: "text", maxLength: 64, nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_agents", x => x.Name);
                });

            migrationBuilder.CreateTable(
                name: "api_audit",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    KeyId = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    KeyName = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    KeyKind = table.Column<string>(type: "text", maxLength: 32, nullable: false, collation: "C"),
                    Method = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Route = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Target = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Status = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_api_audit", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "audit_head",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false),
                    Sequence = table.Column<long>(type: "bigint", nullable: false),
                    Hash = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    AnchorSequence = table.Column<long>(type: "bigint", nullable: false),
                    AnchorHash = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    Signature = table.Column<string>(type: "text", maxLength: 64, nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_head", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "audit_log",
                columns: table => new
                {
                    Sequence = table.Column<long>(type: "bigint", nullable: false),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    Entry = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Hash = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_log", x => x.Sequence);
                });

            migrationBuilder.CreateTable(
                name: "dialed_time",
                columns: table => new
                {
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    Agent = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    Milliseconds = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_dialed_time", x => new { x.Day, x.Agent });
                });

            migrationBuilder.CreateTable(
                name: "dialout_retries",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    AttemptId = table.Column<Guid>(type: "uuid", nullable: false),
                    SessionId = table.Column<Guid>(type: "uuid", nullable: false),
                    Agent = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    Destination = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Attempts = table.Column<int>(type: "integer", nullable: false),
                    Start = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    Due = table.Column<long>(type: "bigint", nullable: false),
                    State = table.Column<string>(type: "text", maxLength: 32, nullable: false, collation: "C"),
                    ClaimedAt = table.Column<long>(type: "bigint", nullable: true),
                    StartedSessionId = table.Column<Guid>(type: "uuid", nullable: true),
                    Reason = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_dialout_retries", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "do_not_call",
                columns: table => new
                {
                    Number = table.Column<string>(type: "text", maxLength: 32, nullable: false, collation: "C"),
                    Reason = table.Column<string>(type: "text", maxLength: 500, nullable: true, collation: "C"),
                    Source = table.Column<string>(type: "text", maxLength: 16, nullable: false, collation: "C"),
                    SessionId = table.Column<Guid>(type: "uuid", nullable: true),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_do_not_call", x => x.Number);
                });

            migrationBuilder.CreateTable(
                name: "idempotent_requests",
                columns: table => new
                {
                    Scope = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Route = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Key = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    BodyHash = table.Column<byte[]>(type: "bytea", nullable: false),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    State = table.Column<string>(type: "text", maxLength: 32, nullable: false, collation: "C"),
                    Status = table.Column<int>(type: "integer", nullable: true),
                    ContentType = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Answer = table.Column<string>(type: "text", nullable: true, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_idempotent_requests", x => new { x.Scope, x.Route, x.Key });
                });

            migrationBuilder.CreateTable(
                name: "key_ring",
                columns: table => new
                {
                    Id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    Xml = table.Column<string>(type: "text", nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_key_ring", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "outbox_events",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Type = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    Stream = table.Column<string>(type: "text", maxLength: 128, nullable: false, collation: "C"),
                    Body = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    OccurredAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_outbox_events", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "released_numbers",
                columns: table => new
                {
                    Number = table.Column<string>(type: "text", maxLength: 32, nullable: false, collation: "C"),
                    ReleasedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_released_numbers", x => x.Number);
                });

            migrationBuilder.CreateTable(
                name: "rooms",
                columns: table => new
                {
                    Number = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Name = table.Column<string>(type: "text", maxLength: 128, nullable: false, collation: "C"),
                    Privacy = table.Column<string>(type: "text", maxLength: 32, nullable: false, collation: "C"),
                    Properties = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    ExpiresAt = table.Column<long>(type: "bigint", nullable: true),
                    DeletedAt = table.Column<long>(type: "bigint", nullable: true),
                    ApiCreated = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_rooms", x => x.Number);
                });

            migrationBuilder.CreateTable(
                name: "session_logs",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    SessionId = table.Column<Guid>(type: "uuid", nullable: false),
                    Agent = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    DeploymentId = table.Column<Guid>(type: "uuid", nullable: true),
                    At = table.Column<long>(type: "bigint", nullable: false),
                    Text = table.Column<string>(type: "text", maxLength: 4096, nullable: false, collation: "C")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_session_logs", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "webhook_deliveries",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    WebhookId = table.Column<Guid>(type: "uuid", nullable: false),
                    EventId = table.Column<Guid>(type: "uuid", nullable: false),
                    Type = table.Column<string>(type: "text", maxLength: 64, nullable: false, collation: "C"),
                    Stream = table.Column<string>(type: "text", maxLength: 128, nullable: false, collation: "C"),
                    Status = table.Column<string>(type: "text", maxLength: 32, nullable: false, collation: "C"),
                    Attempts = table.Column<int>(type: "integer", nullable: false),
                    NextAttemptAt = table.Column<long>(type: "bigint", nullable: false),
                    ClaimedBy = table.Column<Guid>(type: "uuid", nullable: true),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    LastAttemptAt = table.Column<long>(type: "bigint", nullable: true),
                    EndedAt = table.Column<long>(type: "bigint", nullable: true),
                    ResponseStatus = table.Column<int>(type: "integer", nullable: true),
                    Error = table.Column<string>(type: "text", maxLength: 300, nullable: true, collation: "C"),
                    IsReplay = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_webhook_deliveries", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "webhooks",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Url = table.Column<string>(type: "text", maxLength: 2048, nullable: false, collation: "C"),
                    Hmac = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    BasicAuth = table.Column<string>(type: "text", nullable: true, collation: "C"),
                    Retry = table.Column<string>(type: "text", maxLength: 32, nullable: false, collation: "C"),
                    EventTypes = table.Column<string>(type: "text", nullable: false),
                    State = table.Column<string>(type: "text", maxLength: 32, nullable: false, collation: "C"),
                    FailedCount = table.Column<int>(type: "integer", nullable: false),
                    LastMomentPushed = table.Column<long>(type: "bigint", nullable: true),
                    CreatedAt = table.Column<long>(type: "bigint", nullable: false),
                    UpdatedAt = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_webhooks", x => x.Id);
                });

            migrationBuilder.InsertData(
                table: "audit_head",
                columns: new[] { "Id", "AnchorHash", "AnchorSequence", "Hash", "Sequence", "Signature" },
                values: new object[] { 1, "0000000000000000000000000000000000000000000000000000000000000000", 0L, "0000000000000000000000000000000000000000000000000000000000000000", 0L, null });

            migrationBuilder.CreateIndex(
                name: "IX_dialout_attempts_Callee_CreatedAt",
                table: "dialout_attempts",
                columns: new[] { "Callee", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_dialout_attempts_CallerNumber_CreatedAt",
                table: "dialout_attempts",
                columns: new[] { "CallerNumber", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_api_keys_PreviousHash",
                table: "api_keys",
                column: "PreviousHash");

            migrationBuilder.CreateIndex(
                name: "IX_agent_deployments_Agent_Number",
                table: "agent_deployments",
                columns: new[] { "Agent", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_api_audit_At",
                table: "api_audit",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_audit_log_At",
                table: "audit_log",
                column: "At");

            migrationBuilder.CreateIndex(
                name: "IX_dialout_retries_AttemptId",
                table: "dialout_retries",
                column: "AttemptId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_dialout_retries_State_Due",
                table: "dialout_retries",
                columns: new[] { "State", "Due" });

            migrationBuilder.CreateIndex(
                name: "IX_do_not_call_CreatedAt",
                table: "do_not_call",
                column: "CreatedAt");

            migrationBuilder.CreateIndex(
                name: "IX_idempotent_requests_CreatedAt",
                table: "idempotent_requests",
                column: "CreatedAt");

            migrationBuilder.CreateIndex(
                name: "IX_outbox_events_OccurredAt",
                table: "outbox_events",
                column: "OccurredAt");

            migrationBuilder.CreateIndex(
                name: "IX_rooms_Id",
                table: "rooms",
                column: "Id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_rooms_Name",
                table: "rooms",
                column: "Name",
                unique: true,
                filter: "\"DeletedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_session_logs_Agent_At",
                table: "session_logs",
                columns: new[] { "Agent", "At" });

            migrationBuilder.CreateIndex(
                name: "IX_session_logs_SessionId",
                table: "session_logs",
                column: "SessionId");

            migrationBuilder.CreateIndex(
                name: "IX_webhook_deliveries_EventId",
                table: "webhook_deliveries",
                column: "EventId");

            migrationBuilder.CreateIndex(
                name: "IX_webhook_deliveries_Status_EndedAt",
                table: "webhook_deliveries",
                columns: new[] { "Status", "EndedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_webhook_deliveries_WebhookId_Status_Stream_Id",
                table: "webhook_deliveries",
                columns: new[] { "WebhookId", "Status", "Stream", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "agent_deployments");

            migrationBuilder.DropTable(
                name: "agents");

            migrationBuilder.DropTable(
                name: "api_audit");

            migrationBuilder.DropTable(
                name: "audit_head");

            migrationBuilder.DropTable(
                name: "audit_log");

            migrationBuilder.DropTable(
                name: "dialed_time");

            migrationBuilder.DropTable(
                name: "dialout_retries");

            migrationBuilder.DropTable(
                name: "do_not_call");

            migrationBuilder.DropTable(
                name: "idempotent_requests");

            migrationBuilder.DropTable(
                name: "key_ring");

            migrationBuilder.DropTable(
                name: "outbox_events");

            migrationBuilder.DropTable(
                name: "released_numbers");

            migrationBuilder.DropTable(
                name: "rooms");

            migrationBuilder.DropTable(
                name: "session_logs");

            migrationBuilder.DropTable(
                name: "webhook_deliveries");

            migrationBuilder.DropTable(
                name: "webhooks");

            migrationBuilder.DropIndex(
                name: "IX_dialout_attempts_Callee_CreatedAt",
                table: "dialout_attempts");

            migrationBuilder.DropIndex(
                name: "IX_dialout_attempts_CallerNumber_CreatedAt",
                table: "dialout_attempts");

            migrationBuilder.DropIndex(
                name: "IX_api_keys_PreviousHash",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "DeploymentId",
                table: "sessions");

            migrationBuilder.DropColumn(
                name: "Agent",
                table: "owned_numbers");

            migrationBuilder.DropColumn(
                name: "Agent",
                table: "dialout_attempts");

            migrationBuilder.DropColumn(
                name: "Callee",
                table: "dialout_attempts");

            migrationBuilder.DropColumn(
                name: "RoomName",
                table: "dialout_attempts");

            migrationBuilder.DropColumn(
                name: "Agents",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "ExpiresAt",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "LastUsedAt",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "PreviousHash",
                table: "api_keys");

            migrationBuilder.DropColumn(
                name: "PreviousUntil",
                table: "api_keys");

            migrationBuilder.AlterColumn<Guid>(
                name: "SessionId",
                table: "dialout_attempts",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"),
                oldClrType: typeof(Guid),
                oldType: "uuid",
                oldNullable: true);
        }
    }
}
