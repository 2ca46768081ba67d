/** The panels that there are: a new one is imported here, and adds itself. */

import "./marks";
import "./notes";
import "./share";
import "./credits";
import "./clip";
import "./media";
import "./theme";
import "./board";
