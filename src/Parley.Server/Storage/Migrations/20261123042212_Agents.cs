using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Server.Storage.Migrations
{
    /// <inheritdoc />
    public partial class Agents : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "DeploymentId",
                table: "sessions",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "agent_deployments",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Agent = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    MinAgents = table.Column<int>(type: "INTEGER", nullable: false),
                    MaxAgents = table.Column<int>(type: "INTEGER", nullable: false),
                    MaxSessionSeconds = table.Column<int>(type: "INTEGER", nullable: false),
                    SecretSet = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_agent_deployments", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "agents",
                columns: table => new
                {
                    Name = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    UpdatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    DeletedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    MinAgents = table.Column<int>(type: "INTEGER", nullable: true),
                    MaxAgents = table.Column<int>(type: "INTEGER", nullable: true),
                    MaxSessionSeconds = table.Column<int>(type: "INTEGER", nullable: true),
                    SecretSet = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_agents", x => x.Name);
                });

            migrationBuilder.CreateIndex(
                name: "IX_agent_deployments_Agent_Number",
                table: "agent_deployments",
                columns: new[] { "Agent", "Number" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "agent_deployments");

            migrationBuilder.DropTable(
                name: "agents");

            migrationBuilder.DropColumn(
                name: "DeploymentId",
                table: "sessions");
        }
    }
}
