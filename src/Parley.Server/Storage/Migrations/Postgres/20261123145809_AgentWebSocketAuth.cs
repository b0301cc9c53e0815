using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Parley.Server.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class AgentWebSocketAuth : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "WebSocketAuth",
                table: "agents",
                type: "text",
                maxLength: 16,
                nullable: true,
                collation: "C");

            migrationBuilder.AddColumn<string>(
                name: "WebSocketAuth",
                table: "agent_deployments",
                type: "text",
                maxLength: 16,
                nullable: true,
                collation: "C");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "WebSocketAuth",
                table: "agents");

            migrationBuilder.DropColumn(
                name: "WebSocketAuth",
                table: "agent_deployments");
        }
    }
}
