#include "affetto/pipeline/step_curves.hpp"

#include "affetto/core/json.hpp"
#include "affetto/core/text.hpp"

namespace affetto {

StepCurves::StepCurves(const Path& log) {
    const std::string text = read_text(log);
    for (const std::string_view line : split(text, '\n')) {
        if (line.empty()) continue;
        try {
            const Json row = parse_json(line, "log.jsonl");
            add(row.at("step").get<std::int64_t>(), row.at("loss").get<double>(),
                row.at("beta").get<double>(), row.at("learning_rate").get<double>(),
                row.at("gradient_norm").get<double>());
        } catch (const std::exception&) {
            continue;
        }
    }
}

void StepCurves::add(std::int64_t step, double loss, double beta, double learning_rate,
                     double gradient_norm) {
    const auto x = static_cast<double>(step);
    loss_.add(x, loss);
    beta_.add(x, beta);
    learning_rate_.add(x, learning_rate);
    gradient_norm_.add(x, gradient_norm);
}

std::vector<Figure> StepCurves::figures() const {
    if (loss_.empty()) return {};
    return {{"step-loss", line_chart_svg("Loss of each step, training", {"steps", "nats", false},
                                         {loss_.series("")})},
            {"learning-rate", line_chart_svg("Learning rate", {"steps", "", false, true},
                                             {learning_rate_.series("")})},
            {"beta", line_chart_svg("Beta, the weight of the KL term", {"steps", "", false, true},
                                    {beta_.series("")})},
            {"gradient-norm", line_chart_svg("Norm of the gradient before it is clipped",
                                             {"steps", "", true}, {gradient_norm_.series("")})}};
}

}  // namespace affetto
