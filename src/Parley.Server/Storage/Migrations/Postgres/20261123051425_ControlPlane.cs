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
                name: "IX_agent_deployments_Agent_Number",
                table: "agent_deployments",
                columns: new[] { "Agent", "Number" },
                unique: true);

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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "agent_deployments");

            migrationBuilder.DropTable(
                name: "agents");

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
                name: "released_numbers");

            migrationBuilder.DropTable(
                name: "rooms");

            migrationBuilder.DropIndex(
                name: "IX_dialout_attempts_Callee_CreatedAt",
                table: "dialout_attempts");

            migrationBuilder.DropIndex(
                name: "IX_dialout_attempts_CallerNumber_CreatedAt",
                table: "dialout_attempts");

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
