namespace Parley.Server.Tests.Contract;

internal static partial class Rows
{
    private static Section[] Numbers =>
    [
        new("8", "Phone numbers",
            "GET /list-available-numbers", "filters", "exclusions", "POST /buy-phone-number", "POST /buy-phone-number random", "GET /purchased-phone-numbers", "DELETE /release-phone-number/:id",
            "released too early", "import from CSV"),
    ];
}
